import Foundation
import Ftrace
import Testing

@testable import TraceFile

@Suite("Writing trace.dat")
struct WriterTests {
    @Test("What is written reads back as it was", arguments: ["v6.dat", "v7-zstd.dat", "folder"], Codec.allCases)
    func roundTrip(_ name: String, _ codec: Codec) throws {
        let scratch = try Scratch()
        let captures = try CaptureFile.open(Fixture.path(name))
        let lost = try TraceDatWriter.write(captures, to: scratch.path("out.dat"), codec: codec)
        let before = try #require(captures.first)
        let after = try #require(CaptureFile.open(scratch.path("out.dat")).first)
        #expect(lost.count == 0)
        #expect(try after.text() == before.text())
        #expect(try after.allPages() == before.allPages())
        #expect(after.entries == before.entries && after.notes == before.notes)
        #expect(after.metadata.kallsyms == before.metadata.kallsyms && after.metadata.options == before.metadata.options)
        #expect(after.metadata.savedCmdlines == before.metadata.savedCmdlines && after.metadata.release == before.metadata.release)
        #expect(after.headerEvent == before.headerEvent)
    }

    @Test(
        "trace-cmd prints of our file what it prints of the original",
        .enabled(if: traceCmd != nil, "trace-cmd is not installed"),
        arguments: ["v6.dat", "v7-none.dat", "v7-zstd.dat"], [Codec.none, .zstd])
    func traceCmdReads(_ name: String, _ codec: Codec) throws {
        let traceCmd = try #require(traceCmd)
        let scratch = try Scratch()
        try TraceDatWriter.write(CaptureFile.open(Fixture.path(name)), to: scratch.path("out.dat"), codec: codec)
        let original = try run(traceCmd, "report", "-i", Fixture.path(name))
        let ours = try run(traceCmd, "report", "-i", scratch.path("out.dat"))
        #expect(ours.status == 0)
        #expect(ours.output == original.output)
        #expect(ours.output.split(separator: "\n").count == 460)
    }

    @Test("trace-cmd finds each buffer", .enabled(if: traceCmd != nil, "trace-cmd is not installed"))
    func traceCmdBuffers() throws {
        let traceCmd = try #require(traceCmd)
        let scratch = try Scratch()
        try TraceDatWriter.write(buffers(), to: scratch.path("out.dat"))
        let summary = try run(traceCmd, "dump", "--flyrecord", "-i", scratch.path("out.dat"))
        #expect(summary.output.contains("\"\" [name]") && summary.output.contains("\"side\" [name]"))
        let report = try run(traceCmd, "report", "-i", scratch.path("out.dat"))
        #expect(report.output.split(separator: "\n").filter { $0.contains("side:") }.count == 459)
    }

    @Test(
        "What trace-cmd makes of our file, in either version, reads as before",
        .enabled(if: traceCmd != nil, "trace-cmd is not installed"), arguments: ["6", "7"])
    func traceCmdConverts(_ version: String) throws {
        let traceCmd = try #require(traceCmd)
        let scratch = try Scratch()
        let captures = try buffers()
        try TraceDatWriter.write(captures, to: scratch.path("ours.dat"))
        let conversion = try run(
            traceCmd, "convert", "-i", scratch.path("ours.dat"), "-o", scratch.path("theirs.dat"), "--file-version", version,
            "--compression", version == "6" ? "none" : "zstd")
        #expect(conversion.status == 0)
        let found = try CaptureFile.open(scratch.path("theirs.dat"))
        #expect(found.map(\.name) == ["", "side"])
        #expect(try found[0].records() == captures[0].records())
        #expect(try found[1].allPages() == captures[1].allPages())
    }

    @Test("Several buffers come back under their names, with clocks, options and tracers of their own")
    func severalBuffers() throws {
        let scratch = try Scratch()
        let captures = try buffers()
        try TraceDatWriter.write(captures, to: scratch.path("out.dat"))
        let found = try CaptureFile.open(scratch.path("out.dat"))
        #expect(found.map(\.name) == ["", "side"])
        #expect(found.map(\.metadata.clock) == ["local", "mono"])
        #expect(found.map(\.metadata.tracer) == ["nop", "function"])
        #expect(found.map(\.metadata.options) == captures.map(\.metadata.options))
        #expect(try found[1].text() == captures[1].text())
    }

    @Test("An instance alone gets an empty top buffer beside it")
    func instanceAlone() throws {
        let scratch = try Scratch()
        try TraceDatWriter.write([buffers()[1]], to: scratch.path("out.dat"))
        let found = try CaptureFile.open(scratch.path("out.dat"))
        #expect(found.map(\.name) == ["", "side"])
        #expect(found.map(\.hasPages) == [false, true])
    }

    @Test("Text, unknown options and unknown sections are kept byte for byte", arguments: Codec.allCases)
    func kept(_ codec: Codec) throws {
        let scratch = try Scratch()
        var capture = try #require(CaptureFile.open(Fixture.path("v7-none.dat")).first)
        let text = Array(repeating: Array("# tracer: irqsoff\n   a line\n".utf8), count: 20000).flatMap { $0 }
        capture.pages = []
        capture.texts = [CaptureText(name: "trace", bytes: text)]
        capture.extras.options.append(TraceDatExtras.Option(id: 9999, bytes: [1, 2, 3]))
        capture.extras.sections = [TraceDatExtras.Section(id: 77, name: "of the future", bytes: Array("as it was".utf8))]
        try TraceDatWriter.write([capture], to: scratch.path("out.dat"), codec: codec)
        let found = try #require(CaptureFile.open(scratch.path("out.dat")).first)
        #expect(found.texts == capture.texts)
        #expect(found.metadata.tracer == "irqsoff")
        #expect(found.extras == capture.extras)
    }

    @Test("A big-endian file of a 32-bit kernel is written and read in its own byte order", arguments: Codec.allCases)
    func bigEndian(_ codec: Codec) throws {
        let scratch = try Scratch()
        let capture = try Self.bigEndianCapture()
        try TraceDatWriter.write([capture], to: scratch.path("out.dat"), codec: codec)
        let found = try #require(CaptureFile.open(scratch.path("out.dat")).first)
        #expect(found.metadata.bigEndian && found.extras.longBytes == 4)
        #expect(try found.records() == ["           <...>-7       [000] .....     1.000007: tick: count=258"])
    }

    /// Two buffers of one recording.
    private func buffers() throws -> [Capture] {
        let top = try #require(CaptureFile.open(Fixture.path("folder")).first)
        var side = top
        side.name = "side"
        side.metadata.clock = "mono"
        side.metadata.tracer = "function"
        side.metadata.options = Array("sym-offset\n".utf8)
        side.entries = nil
        return [top, side]
    }

    /// One page with one record, as a big-endian 32-bit kernel lays it out: no such kernel was at hand.
    static func bigEndianCapture() throws -> Capture {
        let format = """
            name: tick
            ID: 300
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            \tfield:u32 count;\toffset:8;\tsize:4;\tsigned:0;

            print fmt: "count=%u", REC->count

            """
        var metadata = CaptureMetadata(tracer: "nop")
        metadata.bigEndian = true
        metadata.headerPage = Array(
            """
            \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
            \tfield: local_t commit;\toffset:8;\tsize:4;\tsigned:1;
            \tfield: char data;\toffset:12;\tsize:4084;\tsigned:1;

            """.utf8)
        FormatBlob.append(&metadata.formats, system: "test", event: "tick", file: Array(format.utf8)[...])
        // Big-endian: type_len 3 (12 bytes) in the top 5 bits, a delta of 7000 ns below.
        let header: UInt32 = 3 << 27 | 7000
        var page: [UInt8] = [0, 0, 0, 0, 0x3b, 0x9a, 0xca, 0x00, 0, 0, 0, 16]
        page += [UInt8(header >> 24), UInt8(header >> 16 & 255), UInt8(header >> 8 & 255), UInt8(header & 255)]
        page += [1, 0x2c, 0, 0, 0, 0, 0, 7, 0, 0, 1, 2]
        page += [UInt8](repeating: 0, count: 4096 - page.count)
        return Capture(metadata: metadata, pageBytes: 4096, cpus: [(0, MemorySource(page))])
    }
}
