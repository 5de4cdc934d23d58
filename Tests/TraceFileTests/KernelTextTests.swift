import Foundation
import Ftrace
import Testing

@testable import TraceFile

/// What a report takes from the state in which a folder was copied.
@Suite("Reports of folders as the kernel's trace file has them")
struct KernelTextTests {
    /// The report and its notes.
    private func report(_ path: String, latencyFormat: Bool = false) throws -> (text: String, notes: [String]) {
        var text: [UInt8] = []
        var notes: [String] = []
        var report = FileReport()
        report.latencyFormat = latencyFormat
        let capture = try #require(CaptureFile.open(path).first)
        try report.run(capture, write: { text += $0 }, note: { notes.append($0) })
        return (String(decoding: text, as: UTF8.self), notes)
    }

    /// The fixture's folder with a mark of lost events on the second page of CPU 0.
    private func damaged() throws -> Scratch {
        let scratch = try Scratch()
        for name in ["folder", "common"] {
            try FileManager.default.copyItem(at: Fixture.folder.appending(path: name), to: scratch.url.appending(path: name))
        }
        var pages = try Fixture.bytes("folder/cpu0.raw")
        // RB_MISSED_EVENTS is bit 31 of the commit word at offset 8.
        pages[4096 + 11] |= 0x80
        try scratch.write("folder/cpu0.raw", pages)
        return scratch
    }

    private func entries(_ scratch: Scratch, more: UInt64) throws {
        for cpu in [0, 1] {
            let capture = try #require(CaptureFile.open(scratch.path("folder")).first)
            let scan = try FileStats(capture).cpus[cpu].scan
            try scratch.write("folder/cpu\(cpu).stats", "entries: \(scan.events + more)\noverrun: 0\n")
        }
    }

    @Test("A buffer at rest tells no losses in its text, as the kernel does not; a note and the statistics do")
    func atRest() throws {
        let scratch = try damaged()
        try entries(scratch, more: 0)
        let (text, notes) = try report(scratch.path("folder"))
        #expect(!text.contains("LOST"))
        #expect(notes.contains { $0.contains("records were lost at 1 place ") })
        let capture = try #require(CaptureFile.open(scratch.path("folder")).first)
        #expect(try capture.isAtRest)
        #expect(try FileStats(capture).lossesOfUnknownCount == 1)
    }

    @Test("Pages that are not all a buffer held tell their losses")
    func recorded() throws {
        let scratch = try damaged()
        try entries(scratch, more: 1)
        let (text, notes) = try report(scratch.path("folder"))
        #expect(text.contains("CPU:0 [LOST EVENTS]\n"))
        #expect(notes == [])
        try FileManager.default.removeItem(atPath: scratch.path("folder/cpu1.stats"))
        #expect(try report(scratch.path("folder")).text.contains("CPU:0 [LOST EVENTS]\n"))
    }

    /// A recording of the Ftrace tests as a folder of tracefs' files.
    private func board(_ name: String) throws -> Scratch {
        let scratch = try Scratch()
        let fixture = Fixture.folder.appending(path: "../../FtraceTests/Fixtures/\(name)")
        try FileManager.default.copyItem(at: fixture, to: scratch.url.appending(path: "board"))
        let formats = Array(try Data(contentsOf: fixture.appending(path: "formats")))
        for (system, file) in FormatBlob.entries(formats) {
            try scratch.write("board/events/\(system)/\(FormatBlob.eventName(Array(file)))/format", file)
        }
        return scratch
    }

    private func records(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test(
        "The kernel's text in the latency format tells when the buffer was reset",
        arguments: ["arm64-6.1.192-all-markers_latency", "arm64-6.1.192-all-func_latency"])
    func reset(_ name: String) throws {
        let scratch = try board(name)
        let kernel = try String(contentsOf: scratch.url.appending(path: "board/trace.txt"), encoding: .utf8)
        let (text, notes) = try report(scratch.path("board"))
        #expect(records(text) == records(kernel))
        #expect(!notes.contains { $0.contains("reset") })
        try FileManager.default.removeItem(atPath: scratch.path("board/trace.txt"))
        let without = try report(scratch.path("board"))
        #expect(records(without.text) != records(kernel))
        #expect(without.notes.contains { $0.hasPrefix("no file tells when the buffer was reset") })
    }

    @Test("A text in the latency format beside pages of other options serves as well")
    func other() throws {
        let scratch = try board("x86_64-7.2.13-sched_irq")
        let other = try String(contentsOf: scratch.url.appending(path: "board/trace.latency-format.txt"), encoding: .utf8)
        let wanted = records(other)
        #expect(wanted.count > 400)
        #expect(Array(try records(report(scratch.path("board"), latencyFormat: true).text).prefix(wanted.count)) == wanted)
    }

    @Test("A text of another buffer does not serve")
    func foreign() throws {
        let scratch = try board("arm64-6.1.192-all-func_latency")
        let kernel = try String(contentsOf: scratch.url.appending(path: "board/trace.txt"), encoding: .utf8)
        // Every second line is gone: no reset fits the times.
        let half = kernel.split(separator: "\n").enumerated().filter { $0.offset % 2 == 0 }.map { $0.element + "\n" }.joined()
        try scratch.write("board/trace.txt", half)
        #expect(try report(scratch.path("board")).notes.contains { $0.hasPrefix("no file tells when the buffer was reset") })
    }
}
