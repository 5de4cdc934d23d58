import Testing

@testable import Ftrace

@Suite("Symbols")
struct SymbolTests {
    private static let kallsyms = """
        ffff800008010000 T _stext
        ffff800008010100 T vfs_read
        ffff800008010200 t arch_rethook_trampoline
        ffff800008010300 T vfs_write
        ffff800008010400 B _end
        ffff800010000000 t probe_start\t[probe]
        ffff800010000100 t probe_stop\t[probe]
        """

    private func print(_ address: UInt64, offset: Bool) -> String {
        let symbols = Symbols(kallsyms: Array(Self.kallsyms.utf8))
        var text = TextBuffer()
        symbols.printFunction(address, offset: offset, &text)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test("A function has its name, and its offset and size where they are asked for")
    func functions() {
        #expect(print(0xffff_8000_0801_0110, offset: false) == "vfs_read")
        #expect(print(0xffff_8000_0801_0110, offset: true) == "vfs_read+0x10/0x100")
    }

    @Test("The kernel has names from _stext up to _end only (is_ksym_addr in include/linux/kallsyms.h)")
    func bounds() {
        let kallsyms =
            "ffff800008000000 T _text\nffff800008010000 T _stext\nffff800008020000 B _end\nffff800009000000 t own\t[mod]\n"
            + "ffff800009001000 t last\t[mod]\n"
        let symbols = Symbols(kallsyms: Array(kallsyms.utf8))
        func name(_ address: UInt64) -> String {
            var text = TextBuffer()
            symbols.printFunction(address, offset: false, &text)
            return String(decoding: text.bytes, as: UTF8.self)
        }
        #expect(name(0xffff_8000_0800_ffff) == "0xffff80000800ffff")
        #expect(name(0xffff_8000_0801_0004) == "_stext")
        #expect(name(0xffff_8000_0802_0000) == "0xffff800008020000")
        #expect(name(0xffff_8000_0900_0004) == "own")
    }

    @Test("Between the kernel's end and the modules lies no function")
    func gap() {
        #expect(print(0xffff_8000_0801_03ff, offset: false) == "vfs_write")
        #expect(print(0xffff_8000_0b00_0000, offset: false) == "0xffff80000b000000")
        #expect(print(0xffff_8000_1000_0010, offset: true) == "probe_start+0x10/0x100 [probe]")
    }

    @Test("Where a probed function returns to is no caller (kretprobed of kernel/trace/trace_output.c)")
    func trampoline() {
        #expect(print(0xffff_8000_0801_0200, offset: false) == "[unknown/kretprobe'd]")
        #expect(print(0xffff_8000_0801_0200, offset: true) == "[unknown/kretprobe'd]")
        #expect(print(0xffff_8000_0801_0204, offset: false) == "arch_rethook_trampoline")
    }

    @Test(
        "Bit 2 of the flags is lazy need-resched since 6.13 and in the rt patch of 6.12",
        arguments: [("6.1.0-rt-arm64", "DN"), ("6.12.117-rt-arm64", "DB"), ("6.12.117-arm64", "DN"), ("7.2.13-arm64", "DB")])
    func lazy(_ release: String, _ column: String) throws {
        var metadata = try Recording(fixture: "x86_64-6.1.192-hwlat").metadata
        metadata.release = release
        let style = try Decoder(metadata).style.flags
        var text = TextBuffer()
        let record: [UInt8] = [0, 0, 0xff, 0xff, 0, 0, 0, 0]
        record.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            style.print(Record(base: base, count: bytes.count, timeNs: 0, bigEndian: false), &text)
        }
        #expect(String(decoding: text.bytes.prefix(2), as: UTF8.self) == column)
    }
}
