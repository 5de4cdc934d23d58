import Foundation
import Ftrace
import Testing

@testable import TraceFile

private let corpus = ProcessInfo.processInfo.environment["FLEETRACE_CORPUS"]

/// Recordings by path, `<kernel>/<name>`, that have a file of this name.
private func recordings(with file: String) -> [String] {
    guard let corpus else { return [] }
    let manager = FileManager.default
    return ((try? manager.contentsOfDirectory(atPath: corpus)) ?? []).sorted().flatMap { kernel in
        ((try? manager.contentsOfDirectory(atPath: "\(corpus)/\(kernel)")) ?? []).sorted().map { "\(kernel)/\($0)" }
    }.filter { manager.fileExists(atPath: "\(corpus)/\($0)/\(file)") }
}

/// Whole recordings, when the environment variable FLEETRACE_CORPUS names the folder that holds them.
@Suite("The corpus, as files", .enabled(if: corpus != nil, "FLEETRACE_CORPUS names no folder of recordings"), .serialized)
struct CorpusTests {
    /// Arguments of functions are printed by an option and named by BTF; trace-cmd's files have neither.
    private static let needsMore = ["x86_64-7.2.13/function_args"]

    /// Lines that cannot match, and why: docs/decoding.md.
    private static let unmatched: [String: [Unmatched: Int]] = [
        "arm64-6.1.192-64kpage/sched_irq": [.hashedPointer: 14560],
        "arm64-6.1.192/events_stack": [.hashedPointer: 9185],
        "arm64-6.1.192-branch/overrun_small": [.hashedPointer: 878],
        "arm64-6.1.192-b/snapshot_nop": [.threadGroup: 6867],
    ]

    @Test("Every folder's report is the kernel's text, but for lines that cannot match", arguments: recordings(with: "trace.txt"))
    func text(_ name: String) throws {
        let path = try #require(corpus) + "/" + name
        let kernel = Array(try Data(contentsOf: URL(filePath: path + "/trace.txt")))
        var ours: [UInt8] = []
        let capture = try #require(CaptureFile.open(path).first)
        try FileReport().run(capture, write: { ours += $0 }, note: { _ in })
        #expect(Unmatched.count(kernel: kernel, ours: ours) == Self.unmatched[name] ?? [:])
    }

    @Test("Every folder opens, and its trace.dat gives the same records", arguments: recordings(with: "cpu0.raw"))
    func folder(_ name: String) throws {
        let path = try #require(corpus) + "/" + name
        let capture = try #require(CaptureFile.open(path).first)
        #expect(capture.hasPages)
        guard FileManager.default.fileExists(atPath: path + "/trace.dat"), !Self.needsMore.contains(name) else { return }
        // The file does not name the tracer, and a latency tracer's lines are of another form.
        guard !LatencyTracers.names.contains(capture.metadata.tracer) else { return }
        let file = try #require(CaptureFile.open(path + "/trace.dat").first)
        #expect(try file.records() == capture.records())
    }

    @Test(
        "trace-cmd prints of each converted file what it prints of the original",
        .enabled(if: traceCmd != nil, "trace-cmd is not installed"),
        arguments: recordings(with: "trace.dat"), [Codec.none, .zstd])
    func convert(_ name: String, _ codec: Codec) throws {
        let traceCmd = try #require(traceCmd)
        let path = try #require(corpus) + "/" + name + "/trace.dat"
        let scratch = try Scratch()
        let lost = try TraceDatWriter.write(CaptureFile.open(path), to: scratch.path("out.dat"), codec: codec)
        #expect(lost.count == 0)
        let original = try run(traceCmd, "report", "-i", path)
        let ours = try run(traceCmd, "report", "-i", scratch.path("out.dat"))
        #expect(ours.status == 0)
        // It cannot load the original where that states another page size than the sub-buffers have.
        if original.status == 0 { #expect(ours.output == original.output) }
    }

    @Test("A folder written as trace.dat gives all of its report again", arguments: recordings(with: "cpu0.stats"))
    func written(_ name: String) throws {
        let path = try #require(corpus) + "/" + name
        guard name.hasSuffix("/common") == false else { return }
        let scratch = try Scratch()
        let capture = try #require(CaptureFile.open(path).first)
        try TraceDatWriter.write([capture], to: scratch.path("out.dat"))
        let found = try #require(CaptureFile.open(scratch.path("out.dat")).first)
        #expect(try found.text() == capture.text())
    }
}

/// Why a line differs from the kernel's.
private enum Unmatched: Hashable {
    /// The kernel printed the hash of a pointer.
    case hashedPointer
    /// The recording has no thread groups.
    case threadGroup
    case other

    /// How many lines without "#" differ; a line that one text has and the other has not counts as well.
    static func count(kernel: [UInt8], ours: [UInt8]) -> [Unmatched: Int] {
        let wanted = records(kernel)
        let found = records(ours)
        var counts: [Unmatched: Int] = [:]
        if wanted.count != found.count { counts[.other] = abs(wanted.count - found.count) }
        for (want, got) in zip(wanted, found) where want != got {
            counts[why(String(decoding: want, as: UTF8.self), String(decoding: got, as: UTF8.self)), default: 0] += 1
        }
        return counts
    }

    private static func records(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.split(separator: 0x0a, omittingEmptySubsequences: false).filter { $0.first != UInt8(ascii: "#") }
    }

    private static func why(_ want: String, _ got: String) -> Unmatched {
        func withoutPointers(_ line: String) -> String {
            line.replacing(/([= ])(\(____ptrval____\)|[0-9a-f]{16})(?=[ :]|$)/) { "\($0.1)POINTER" }
        }
        if withoutPointers(want) == withoutPointers(got) { return .hashedPointer }
        return want.replacing(#/ \([- 0-9]{7}\) \[/#, with: " [") == got ? .threadGroup : .other
    }
}
