import ArgumentParser
import Testing

@testable import fleetrace

@Suite("What is asked of a recording")
struct RecordingOptionsTests {
    @Test("A time is taken as the lines show it: rounded to the microsecond, both ends included")
    func times() throws {
        let time = try #require(TraceClockTime("12.345678"))
        #expect(time.first(isNs: true) == 12_345_677_500)
        #expect(time.last(isNs: true) == 12_345_678_499)
        #expect(try #require(TraceClockTime("7")).first(isNs: true) == 6_999_999_500)
        #expect(try #require(TraceClockTime("0")).first(isNs: true) == 0)
        #expect(try #require(TraceClockTime("1.000000001")).first(isNs: true) == 1_000_000_001)
        #expect(try #require(TraceClockTime("123456")).first(isNs: false) == 123_456)
        // Later than any clock can say: nothing is shown from there on, everything up to there.
        #expect(try #require(TraceClockTime("18446744074")).first(isNs: true) == .max - 500)
        #expect(try #require(TraceClockTime("18446744074")).last(isNs: true) == .max)
    }

    @Test("What is no time is refused", arguments: ["", "x", "1.", ".5", "-1", "1.2.3", "1.1234567890", "1e3"])
    func noTimes(_ text: String) {
        #expect(TraceClockTime(text) == nil)
    }

    @Test(
        "A list of CPUs is read as the kernel writes it",
        arguments: [("0", [0]), ("0-3", [0, 1, 2, 3]), ("0-1,5", [0, 1, 5]), ("7,7", [7])] as [(String, Set<Int>)])
    func cpus(_ text: String, _ cpus: Set<Int>) {
        #expect(CPUList(text)?.cpus == cpus)
    }

    @Test("What is no list of CPUs is refused", arguments: ["", "a", "3-1", "1-", "-1", "0,,1", "9999999"])
    func noCPUs(_ text: String) {
        #expect(CPUList(text) == nil)
    }

    @Test("Paths are told from traces by a slash, a dot, or a file of that name")
    func paths() {
        #expect(RecordingPath("trace.dat") != nil && RecordingPath("/tmp") != nil && RecordingPath("../x") != nil)
        #expect(RecordingPath("hiaa2itoq") == nil)
    }

    @Test("Wrong options are refused with what is wrong")
    func validation() throws {
        #expect(throws: (any Error).self) { try RecordingOptions.parse(["--cpu", "x"]) }
        #expect(throws: (any Error).self) { try RecordingOptions.parse(["--from", "soon"]) }
        #expect(throws: (any Error).self) { try RecordingOptions.parse(["--format", "xml"]) }
        #expect(throws: (any Error).self) { try RecordingOptions.parse(["--stats", "--event", "a"]) }
        #expect(throws: (any Error).self) { try RecordingOptions.parse(["--stats", "--format", "csv"]) }
        #expect(try RecordingOptions.parse(["--stats", "--format", "json"]).stats)
        let options = try RecordingOptions.parse(["--event", "a", "--event", "b", "--pid", "1"])
        #expect(options.event == ["a", "b"] && options.pid == [1] && options.isUsed)
        #expect(try !RecordingOptions.parse([]).isUsed)
    }
}
