import Ftrace
import Testing

/// trace_printk with arguments: vbin_printf packs them, bstr_printf prints them (lib/vsprintf.c).
@Suite("trace_printk's packed arguments")
struct BprintTests {
    private static let address: UInt64 = 0xffff_8000_0800_1000

    /// The line of one trace_printk.
    private func line(_ format: String, release: String = "6.1.0", _ arguments: (inout HandMade) -> Void) throws -> String {
        var record = HandMade(id: 6)
        record.u64(0)
        record.u64(Self.address)
        arguments(&record)
        let formats = HandMade.format(
            "ftrace/bprint", id: 6,
            [("unsigned long ip", 8, 8, false), ("const char * fmt", 16, 8, false), ("u32 buf[]", 24, 0, false)])
        let lines = try HandMade.lines([record]) {
            $0.formats = formats
            $0.release = release
            $0.printkFormats = Array("0xffff800008001000 : \"\(format)\\n\"\n".utf8)
            $0.kallsyms = Array("ffff800008000000 T _text\nffff800008000100 t do_it\nffff800008000200 t next\n".utf8)
        }
        return try #require(lines.first)
    }

    @Test("Numbers are aligned to their size, eight bytes to four")
    func numbers() throws {
        let text = try line("a=%d b=%llx c=%5u|%-5d|%05d %#x %+d %%") { record in
            record.u32(-7)
            record.u64(0x1234_5678_9abc_def0)
            for value in [42, 42, -42, 255, 3] { record.u32(value) }
        }
        #expect(text == "0: a=-7 b=123456789abcdef0 c=   42|42   |-0042 0xff +3 %")
    }

    @Test("Small numbers take their own size before 6.14, and four bytes since")
    func smallNumbers() throws {
        let old = try line("%hhx %hx %c%d", release: "6.1.0") { record in
            record.u8(0x1ab)
            record.pad(to: record.bytes.count + 1)
            record.u16(0x1234)
            record.u8(0x41)
            record.pad(to: (record.bytes.count + 3) & ~3)
            record.u32(9)
        }
        #expect(old == "0: ab 1234 A9")
        let new = try line("%hhx %hx %c%d", release: "7.2.0") { record in
            record.u32(0x1ab)
            record.u32(0x1_1234)
            record.u8(0x41)
            record.pad(to: (record.bytes.count + 3) & ~3)
            record.u32(9)
        }
        #expect(new == "0: ab 1234 A9")
    }

    @Test("Strings lie in place, with widths and precisions that may be arguments")
    func strings() throws {
        let text = try line("[%s] [%6s] [%-6s] [%.2s] [%*d]") { record in
            for text in ["one", "two", "three", "four"] { record.text(text) }
            record.pad(to: (record.bytes.count + 3) & ~3)
            record.u32(4)
            record.u32(7)
        }
        #expect(text == "0: [one] [   two] [three ] [fo] [   7]")
    }

    @Test("Functions keep their address, other pointers were printed when they were recorded")
    func pointers() throws {
        let text = try line("%pS %ps %pI4 end") { record in
            record.u64(0xffff_8000_0800_0110)
            record.u64(0xffff_8000_0800_0110)
            record.text("10.0.2.2")
        }
        #expect(text == "0: do_it+0x10/0x100 do_it 10.0.2.2 end")
    }

    @Test("Arguments that the record does not hold are zero, and a format nobody kept is its address")
    func missing() throws {
        #expect(try line("%d %s %llu") { _ in } == "0: 0  0")
        var record = HandMade(id: 6)
        record.u64(0)
        record.u64(0x1234)
        let formats = HandMade.format(
            "ftrace/bprint", id: 6,
            [("unsigned long ip", 8, 8, false), ("const char * fmt", 16, 8, false), ("u32 buf[]", 24, 0, false)])
        #expect(try HandMade.lines([record]) { $0.formats = formats } == ["0: (0x1234)"])
    }
}
