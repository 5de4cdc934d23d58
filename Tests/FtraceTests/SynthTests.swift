import Ftrace
import Testing

@Suite("Synthetic events")
struct SynthTests {
    /// What a big-endian kernel prints of a number whose slot holds 14 and, behind it, 288.
    private func line(release: String) throws -> String {
        var data = HandMade()
        for (value, bytes) in [(9000, 2), (0, 2), (42, 4), (270, 8), (14, 4), (288, 4)] {
            data.bigEndian(UInt64(value), bytes: bytes)
        }
        var page = HandMade()
        for (value, bytes) in [(1_500_000_000, 8), (data.bytes.count + 8, 8), (0, 4), (data.bytes.count + 4, 4)] {
            page.bigEndian(UInt64(value), bytes: bytes)
        }
        page.bytes += data.bytes
        page.pad(to: 4096)
        var recording = try Recording(fixture: "arm64-6.1.192-blk_tracer")
        recording.metadata.formats += HandMade.format(
            "synthetic/wakeup", id: 9000, [("u64 lat", 8, 8, false), ("pid_t pid", 16, 4, true)],
            print: "\"lat=%llu, pid=%d\", REC->lat, REC->pid")
        recording.metadata.bigEndian = true
        recording.metadata.release = release
        recording.metadata.tracer = "nop"
        recording.metadata.options = Array("nocontext-info\n".utf8)
        recording.pages = [(0, page.bytes)]
        let text = String(decoding: try recording.report().text, as: UTF8.self)
        return text.split(separator: "\n").last.map(String.init) ?? ""
    }

    @Test("Big-endian kernels print the wrong end of short numbers until 6.6")
    func slots() throws {
        #expect(try line(release: "6.1.0-50-s390x") == "wakeup: lat=270 pid=288")
        #expect(try line(release: "6.6.1") == "wakeup: lat=270 pid=14")
    }
}
