import Ftrace
import Testing

@testable import TraceFile

@Suite("Reading trace.dat")
struct TraceDatTests {
    private static let files = ["v6.dat", "v7-none.dat", "v7-zstd.dat"]

    @Test("A trace.dat gives the same lines as the files of tracefs it was made of", arguments: files)
    func sameText(_ name: String) throws {
        let folder = try #require(CaptureFile.open(Fixture.path("folder")).first)
        let capture = try #require(CaptureFile.open(Fixture.path(name)).first)
        #expect(try capture.records() == folder.records())
        #expect(try capture.records().count == 459)
        #expect(capture.notes == [])
    }

    @Test("All that trace-cmd stored is there", arguments: files)
    func metadata(_ name: String) throws {
        let captures = try CaptureFile.open(Fixture.path(name))
        let capture = try #require(captures.first)
        #expect(captures.count == 1)
        #expect(capture.name == "" && capture.cpus == [0, 1] && capture.layout == .fixed(4096))
        #expect(capture.metadata.clock == "local" && capture.metadata.cpus == 2 && capture.metadata.tracer == "nop")
        #expect(!capture.metadata.bigEndian)
        #expect(String(decoding: capture.metadata.kallsyms, as: UTF8.self).contains("T _text"))
        #expect(String(decoding: capture.metadata.printkFormats, as: UTF8.self).contains("a string"))
        #expect(String(decoding: capture.headerEvent, as: UTF8.self).hasPrefix("# compressed entry header"))
        let decoder = try Decoder(capture.metadata)
        #expect(decoder.formats.contains { $0.system == "sched" && $0.name == "sched_switch" })
        #expect(decoder.formats.contains { $0.system == "ftrace" })
    }

    @Test("A recording can be read any number of times")
    func again() throws {
        let capture = try #require(CaptureFile.open(Fixture.path("v7-zstd.dat")).first)
        #expect(try capture.text() == capture.text())
    }

    @Test("Memory is as good a source as a file", arguments: files)
    func memory(_ name: String) throws {
        let capture = try #require(CaptureFile.open(MemorySource(Fixture.bytes(name)), name: "memory").first)
        let file = try #require(CaptureFile.open(Fixture.path(name)).first)
        #expect(try capture.text() == file.text())
    }

    @Test("What is no recording is told as such")
    func noRecording() throws {
        let scratch = try Scratch()
        try scratch.write("text", "not a trace.dat")
        try scratch.write("empty", "")
        for path in [scratch.path("text"), scratch.path("empty"), scratch.path("missing"), scratch.url.path, "/dev/null"] {
            #expect {
                _ = try CaptureFile.open(path)
            } throws: { error in
                guard case TraceFileError.notARecording(let named, let reason) = error else { return false }
                return named == path && !reason.isEmpty
            }
        }
    }

    @Test("A version or compression of the future is named")
    func future() throws {
        var bytes = try Fixture.bytes("v7-none.dat")
        bytes[10] = UInt8(ascii: "9")
        #expect { try CaptureFile.open(MemorySource(bytes), name: "x") } throws: { "\($0)".contains("version \"9\"") }
        bytes[10] = UInt8(ascii: "7")
        bytes[18] = UInt8(ascii: "b")
        #expect { try CaptureFile.open(MemorySource(bytes), name: "x") } throws: { "\($0)".contains("\"bone\"") }
    }

    @Test("The clock in brackets is the one in force")
    func clock() {
        #expect(ClockText.current(Array("local [mono] boot\n".utf8)) == "mono")
        #expect(ClockText.current(Array("[x86-tsc]".utf8)) == "x86-tsc")
        #expect(ClockText.current(Array("global\n".utf8)) == "global")
        #expect(ClockText.current([]) == "")
        #expect(ClockText.current(Array("[".utf8)) == "")
    }

    @Test("Entries come from the stats of the buffer they belong to")
    func stats() throws {
        var options = TraceDatOptions()
        let texts = [
            "CPU: 0\nentries: 5\noverrun: 2\n", "CPU: 1\nentries: 7\noverrun: 0\n", "\nBuffer: side\n\n",
            "CPU: 0\nentries: 100\noverrun: 1\n",
        ]
        for text in texts { try options.add(TraceDatOptions.ID.cpuStat, Array(text.utf8) + [0], at: 0) }
        let entries = options.entries()
        #expect(entries[""]?.counts == EntryCounts(inBuffer: 12, written: 14))
        #expect(entries[""]?.cpus == 2)
        #expect(entries["side"]?.counts == EntryCounts(inBuffer: 100, written: 101))
        #expect(entries["side"]?.cpus == 1)
        #expect(entries["other"] == nil)
    }

    @Test("Times stay the kernel's: what a file asks to do to them is noted")
    func times() throws {
        var options = TraceDatOptions()
        try options.add(TraceDatOptions.ID.offset, Array("-1000".utf8) + [0], at: 0)
        try options.add(TraceDatOptions.ID.tscToNs, [UInt8](repeating: 1, count: 16), at: 0)
        #expect(options.timeNotes.count == 2)
        #expect(options.timeNotes[0].contains("-1000 ns"))
    }
}
