import Foundation
import Ftrace
import Testing

@testable import TraceFile

@Suite("Folders copied from tracefs")
struct FolderTests {
    /// The fixture's folder and the common one beside it, for tests that take something away.
    private func copy() throws -> Scratch {
        let scratch = try Scratch()
        for name in ["folder", "common"] {
            try FileManager.default.copyItem(at: Fixture.folder.appending(path: name), to: scratch.url.appending(path: name))
        }
        return scratch
    }

    @Test("Pages, compressed pages, and what recordings share beside the folder make a capture")
    func whole() throws {
        let capture = try #require(CaptureFile.open(Fixture.path("folder")).first)
        #expect(capture.cpus == [0, 1] && capture.layout == .fixed(4096) && capture.notes == [])
        #expect(capture.metadata.release == "6.1.192-vmlab" && capture.metadata.clock == "local")
        #expect(capture.entries == EntryCounts(inBuffer: 22846, written: 22846))
        // The same pages as the Ftrace tests have, whose text is the kernel's own.
        let kernel = Fixture.folder.appending(path: "../../FtraceTests/Fixtures/arm64-6.1.192-sched_irq/trace.txt")
        #expect(try capture.text() == String(contentsOf: kernel, encoding: .utf8))
    }

    @Test("The folder's own file wins over the shared one")
    func ownWins() throws {
        let scratch = try copy()
        try scratch.write("folder/kallsyms", "ffff800008000000 T of_this_boot\n")
        let capture = try #require(CaptureFile.open(scratch.path("folder")).first)
        #expect(String(decoding: capture.metadata.kallsyms, as: UTF8.self).contains("of_this_boot"))
    }

    @Test("header_page is found in events/ as well, where tracefs has it")
    func headerInEvents() throws {
        let scratch = try copy()
        let whole = try CaptureFile.open(scratch.path("folder"))[0].text()
        for name in ["header_page", "header_event"] {
            try scratch.write("common/events/\(name)", Fixture.bytes("common/\(name)"))
            try FileManager.default.removeItem(atPath: scratch.path("common/\(name)"))
        }
        let capture = try #require(CaptureFile.open(scratch.path("folder")).first)
        #expect(try capture.text() == whole && !capture.headerEvent.isEmpty)
    }

    @Test(
        "What is missing is named with what it costs",
        arguments: [
            ("common/kallsyms.gz", "kallsyms is missing: addresses are printed as numbers"),
            ("common/printk_formats", "printk_formats is missing: strings that records only point to are printed as addresses"),
            ("folder/saved_cmdlines", "saved_cmdlines is missing or empty: tasks are printed as <...>"),
            ("folder/trace_options", "trace_options is missing: columns and forms are those of the kernel's default options"),
            ("folder/current_tracer", "current_tracer is missing: judging by the records it was \"nop\""),
            ("folder/trace_clock", "trace_clock is missing: times are taken for nanoseconds, as the local clock has them"),
            ("folder/cpu1.stats", "a cpuN.stats is missing: the report's header cannot say how many entries there were"),
        ])
    func missing(_ file: String, _ note: String) throws {
        let scratch = try copy()
        try FileManager.default.removeItem(atPath: scratch.path(file))
        let capture = try #require(CaptureFile.open(scratch.path("folder")).first)
        #expect(capture.notes == [note])
        #expect(try capture.records().count == 459)
    }

    @Test("Without formats or header_page nothing can be decoded, which is said", arguments: ["events.tar.gz", "header_page"])
    func undecodable(_ file: String) throws {
        let scratch = try copy()
        try FileManager.default.removeItem(atPath: scratch.path("common/" + file))
        #expect { try CaptureFile.open(scratch.path("folder")) } throws: { "\($0)".contains("there are pages, but no") }
    }

    @Test("What is missing is taken from a trace.dat in the folder")
    func fromTraceDat() throws {
        let scratch = try copy()
        try FileManager.default.removeItem(atPath: scratch.path("common"))
        try scratch.write("folder/trace.dat", Fixture.bytes("v7-zstd.dat"))
        let capture = try #require(CaptureFile.open(scratch.path("folder")).first)
        #expect(try capture.records().count == 459)
        #expect(capture.notes == [])
    }

    @Test("A tree of format files is read like an archive of it, and probes' formats come on top")
    func tree() throws {
        let scratch = try copy()
        let archive = try #require(CaptureFile.open(scratch.path("folder")).first)
        for (system, file) in FormatBlob.entries(archive.metadata.formats) {
            try scratch.write("folder/events/\(system)/\(FormatBlob.eventName(Array(file)))/format", file)
        }
        try FileManager.default.removeItem(atPath: scratch.path("common/events.tar.gz"))
        let capture = try #require(CaptureFile.open(scratch.path("folder")).first)
        #expect(capture.metadata.formats == archive.metadata.formats)

        let probe = "name: mine\nID: 4000\nformat:\n\nprint fmt: \"\"\n"
        try scratch.write("tree/events/kprobes/mine/format", probe)
        let tar = try run("/bin/tar", "-czf", scratch.path("folder/events-extra.tar.gz"), "-C", scratch.path("tree"), "events")
        #expect(tar.status == 0)
        let extra = try #require(CaptureFile.open(scratch.path("folder")).first)
        #expect(FormatBlob.entries(extra.metadata.formats).contains { $0.system == "kprobes" && $0.file.elementsEqual(probe.utf8) })
    }

    @Test("A latency tracer's text comes with the pages; a folder of text alone is a capture too")
    func texts() throws {
        let scratch = try copy()
        try scratch.write("folder/current_tracer", "irqsoff\n")
        try scratch.write("folder/trace.txt", "# tracer: irqsoff\n")
        try scratch.write("text/trace", "# tracer: wakeup_rt\n")
        try scratch.write("text/kmem.kmalloc.hist.txt", "# event histogram\n")
        try scratch.write("text/notes", "no text of the kernel's\n")
        let pages = try #require(CaptureFile.open(scratch.path("folder")).first)
        #expect(pages.texts.map(\.name) == ["trace.txt"] && pages.hasPages)
        let text = try #require(CaptureFile.open(scratch.path("text")).first)
        #expect(text.texts.map(\.name) == ["kmem.kmalloc.hist.txt", "trace"] && !text.hasPages)
        #expect(text.metadata.tracer == "wakeup_rt")
    }

    @Test("The byte order is seen in the pages")
    func byteOrder() throws {
        let scratch = try Scratch()
        let capture = try WriterTests.bigEndianCapture()
        try scratch.write("board/cpu0.raw", capture.allPages()[0])
        try scratch.write("board/header_page", capture.metadata.headerPage)
        try scratch.write("board/events/test/tick/format", FormatBlob.entries(capture.metadata.formats)[0].file)
        let found = try #require(CaptureFile.open(scratch.path("board")).first)
        #expect(found.metadata.bigEndian)
        #expect(try found.records() == capture.records())
    }

    @Test("Damaged archives and gzip files are named", arguments: ["common/events.tar.gz", "common/kallsyms.gz"])
    func damagedArchive(_ file: String) throws {
        let scratch = try copy()
        let bytes = try Data(contentsOf: scratch.url.appending(path: file))
        try scratch.write(file, bytes.prefix(bytes.count / 2))
        #expect { try CaptureFile.open(scratch.path("folder")) } throws: { "\($0)".contains("cut or damaged") }
    }

    @Test("A gzip file of pages that was cut gives the pages before the cut")
    func cutGzip() throws {
        let scratch = try copy()
        let bytes = try Data(contentsOf: scratch.url.appending(path: "folder/cpu1.raw.gz"))
        try scratch.write("folder/cpu1.raw.gz", bytes.prefix(bytes.count / 2))
        let capture = try #require(CaptureFile.open(scratch.path("folder")).first)
        let damage = DamageLog()
        let found = try capture.records(damage: damage).count
        #expect(found > 100 && found < 459)
        #expect(damage.count == 1 && damage.places[0].hasPrefix("CPU 1: "))
    }
}
