import Ftrace
import Testing

@Suite("Lines longer than the kernel has room for")
struct LineLimitTests {
    private static let fixture = "arm64-6.1.192-all-markers_raw"

    private func marker(_ id: Int, bytes: Int) throws -> HandMade {
        let format = try #require(try Recording(fixture: Self.fixture).decoder().formats.first { $0.name == "raw_data" })
        var record = HandMade(id: format.id)
        record.u32(id)
        record.bytes += Array(repeating: 0x5a, count: bytes)
        return record
    }

    private func lines(_ records: [HandMade], release: String, formats: [UInt8] = []) throws -> [String] {
        // Lines of raw data begin with the # that headers have: the tracer's name tells the header's end.
        var recording = try Recording(fixture: Self.fixture)
        recording.pages = [(0, HandMade.page(records))]
        recording.metadata.options = Array("nocontext-info\n".utf8)
        recording.metadata.tracer = "nop"
        recording.metadata.release = release
        recording.metadata.formats += formats
        let text = String(decoding: try recording.report().text, as: UTF8.self)
        return text.split(separator: "\n").map(String.init).filter { !["# tracer: nop", "#"].contains($0) }
    }

    private func data(_ id: Int, bytes: Int) -> String {
        "# \(id) buf:" + String(repeating: " 5a", count: bytes)
    }

    @Test("Pieces that do not fit into a page are lost in 6.1; the next record follows on the same line")
    func oldKernel() throws {
        let records = [try marker(1, bytes: 1500), try marker(2, bytes: 4)]
        // 8 bytes and 1362 times 3 are 4094: neither another byte's digits nor the mark fits before the last of 4096.
        #expect(try lines(records, release: "6.1.192") == [data(1, bytes: 1362) + data(2, bytes: 4)])
    }

    @Test("Since 6.8 there is room for 8155 bytes")
    func newKernel() throws {
        let records = [try marker(1, bytes: 1500), try marker(2, bytes: 4)]
        #expect(try lines(records, release: "6.8.0") == [data(1, bytes: 1500), data(2, bytes: 4)])
        let long = [try marker(1, bytes: 3000)]
        #expect(try lines(long, release: "6.8.0") == [data(1, bytes: 2715)])
    }

    @Test("What a print format prints is one piece: only the event's name is left, and the mark")
    func printFormat() throws {
        let format = HandMade.format(
            "test/long", id: 9000, [("__data_loc char[] text", 8, 4, false), ("int number", 12, 4, true)],
            print: "\"%s%300d\", __get_str(text), REC->number")
        var record = HandMade(id: 9000)
        record.u32(3901 << 16 | 16)
        record.u32(7)
        record.text(String(repeating: "x", count: 3900))
        #expect(try lines([record], release: "6.1.192", formats: format) == ["long: [LINE TOO BIG]"])
        let whole = "long: " + String(repeating: "x", count: 3900) + String(repeating: " ", count: 299) + "7"
        #expect(try lines([record], release: "6.12.1", formats: format) == [whole])
    }

    @Test("A text that fills the room to the last byte is whole")
    func exactly() throws {
        func record(_ bytes: Int) -> HandMade {
            var record = HandMade(id: 9000)
            record.u32((bytes + 1) << 16 | 12)
            record.text(String(repeating: "x", count: bytes))
            return record
        }
        let format = HandMade.format(
            "test/long", id: 9000, [("__data_loc char[] text", 8, 4, false)], print: "\"%s%200s\", __get_str(text), __get_str(text)"
        )
        // "long: ", twice the text and the newline: 4095 bytes, then one more.
        let fits = "long: " + String(repeating: "x", count: 2 * 2044)
        #expect(fits.utf8.count + 1 == 4095)
        #expect(try lines([record(2044)], release: "6.1.192", formats: format) == [fits])
        #expect(try lines([record(2045)], release: "6.1.192", formats: format) == ["long: [LINE TOO BIG]"])
    }
}
