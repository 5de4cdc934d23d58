import Testing

@testable import Ftrace

/// Formats, symbols and types that are read as they stand, and would ask for more memory or time than anything real does.
@Suite("Formats that ask for too much")
struct LyingFormatTests {
    /// The line of one record of 64 bytes behind the common fields, by a format made of these fields and this print format.
    private func lines(
        _ fields: [(String, Int, Int, Bool)] = [("int n", 8, 4, true), ("__data_loc char[] s", 12, 4, false)], print: String,
        options: String = "nocontext-info\n", record: HandMade = record()
    ) throws -> [String] {
        try HandMade.lines([record]) { metadata in
            metadata.formats += HandMade.format("test/event", id: 900, fields, print: print)
            metadata.options = Array(options.utf8)
        }
    }

    private static func record() -> HandMade {
        var record = HandMade(id: 900)
        record.u32(1)
        record.u32(40 << 16 | 16)
        record.text("a text of forty bytes, more or less, ....")
        record.pad(to: 64)
        return record
    }

    @Test("Variables that double again and again do not compile, and end")
    func doubled() throws {
        let statements = (1...60).map { "int v\($0) = v\($0 - 1) + v\($0 - 1);" }.joined()
        let line = try #require(try lines(print: "\"%d\", ({ int v0 = REC->n; \(statements) v60; })").first)
        #expect(line.hasPrefix("event: n=1 s="))
        let few = (1...8).map { "int v\($0) = v\($0 - 1) + v\($0 - 1);" }.joined()
        #expect(try lines(print: "\"%d\", ({ int v0 = REC->n; \(few) v8; })") == ["event: 256"])
    }

    @Test("Bytes swapped again and again do not compile, and end")
    func swapped() throws {
        let nested = String(repeating: "__builtin_bswap64(", count: 9) + "REC->n" + String(repeating: ")", count: 9)
        #expect(try lines(print: "\"%lld\", \(nested)").first?.hasPrefix("event: ") == true)
    }

    @Test("Thousands of strings from one field do not compile, hundreds are cut where a line is too long")
    func manyStrings() throws {
        func print(_ count: Int) -> String {
            "\"\(String(repeating: "%s", count: count))\"" + String(repeating: ", __get_str(s)", count: count)
        }
        #expect(try lines(print: print(20000)).first?.hasPrefix("event: n=1 s=") == true)
        #expect(try lines(print: print(20)).first?.utf8.count == 7 + 20 * 41)
        var long = HandMade(id: 900)
        long.u32(1)
        long.u32(3000 << 16 | 16)
        long.text(String(repeating: "x", count: 2999))
        let line = try #require(try lines(print: print(1000), record: long).first)
        #expect(line.hasSuffix("[LINE TOO BIG]") && line.utf8.count < 80_000)
    }

    @Test("More fixed text than a line may have does not compile")
    func longLiteral() throws {
        let line = try #require(try lines(print: "\"\(String(repeating: "y", count: 70_000))\"").first)
        #expect(line.hasPrefix("event: n=1"))
    }

    @Test("Flags without bits and a long delimiter do not make a line without end")
    func emptyFlags() throws {
        let entries = Array(repeating: "{ 0, \"a\" }", count: 2000).joined(separator: ", ")
        let delimiter = String(repeating: "-", count: 5000)
        let line = try #require(try lines(print: "\"%s\", __print_flags(REC->n, \"\(delimiter)\", \(entries))").first)
        #expect(line.utf8.count < 80_000)
    }

    @Test("A dump behind a long label ends with the line")
    func longDump() throws {
        var record = HandMade(id: 900)
        record.u32(1)
        record.u32(3000 << 16 | 16)
        record.pad(to: 3016)
        let label = String(repeating: "l", count: 20_000)
        let text = try lines(
            print: "\"%s\", __print_hex_dump(\"\(label)\", 0, 16, 1, __get_dynamic_array(s), __get_dynamic_array_len(s), false)",
            record: record)
        #expect(text.reduce(0) { $0 + $1.utf8.count } < 100_000)
    }

    @Test("trace_printk's widths do not add up to more than a line")
    func wideMessage() throws {
        var record = HandMade(id: 6)
        record.u64(0)
        record.u64(0x1000)
        record.u32(1)
        let lines = try HandMade.lines([record]) { metadata in
            metadata.formats += HandMade.format(
                "ftrace/bprint", id: 6,
                [("unsigned long ip", 8, 8, false), ("const char * fmt", 16, 8, false), ("u32 buf[]", 24, 0, false)])
            metadata.printkFormats = Array("0x1000 : \"\(String(repeating: "%60000d", count: 100))\"\n".utf8)
        }
        #expect(lines.first.map { $0.hasSuffix("[LINE TOO BIG]") && $0.utf8.count < 200_000 } == true)
    }

    @Test("A pointer of 300 bytes is shown as what fits, with the option fields")
    func widePointer() throws {
        let line = try lines([("const char * p", 8, 300, false)], print: "\"\"", options: "nocontext-info\nfields\n")
        #expect(line == ["event: p=<OVERFLOW>"])
        var record = HandMade(id: 900)
        record.pad(to: 320)
        #expect(
            try lines([("const char * p", 8, 300, false)], print: "\"\"", options: "nocontext-info\nfields\n", record: record)
                .first?.hasPrefix("event: p=(0x0000") == true)
    }

    @Test("A thousand fields in the same bytes are cut where a line is too long", arguments: ["", "fields\n"])
    func overlappingFields(_ option: String) throws {
        let fields = (0..<1000).map { ("__data_loc u8[] f\($0)", 12, 4, false) }
        var record = HandMade(id: 900)
        record.u32(0)
        record.u32(3000 << 16 | 16)
        record.pad(to: 3016)
        let line = try #require(
            try lines(fields, print: "\"%d\", unknown()", options: "nocontext-info\n\(option)", record: record).first)
        // The kernel's own room for a line.
        #expect(!line.isEmpty && line.utf8.count <= 8155)
    }

    @Test("Of many names at one address the first is printed")
    func manyNames() throws {
        let names = (0..<20_000).map { "ffff000000001000 T name\($0)\n" }.joined()
        let symbols = Symbols(kallsyms: Array((names + "ffff000000001100 T end\nffff000000001200 T last\n").utf8))
        var text = TextBuffer(capacity: 64)
        for address in [0xffff_0000_0000_1000, 0xffff_0000_0000_10ff, 0xffff_0000_0000_1100, 0xfff] as [UInt64] {
            symbols.print(address, offset: true, &text)
            text.put(" ")
        }
        #expect(String(decoding: text.bytes, as: UTF8.self) == "name0+0x0/0x100 name0+0xff/0x100 end+0x0/0x100 0xfff ")
    }
}
