import Testing

@testable import Ftrace

@Suite("Symbols")
struct SymbolTests {
    private static let kallsyms = """
        ffff800008010000 T _stext
        ffff800008010100 T vfs_read
        ffff800008010200 t arch_rethook_trampoline
        ffff800008010300 T vfs_write
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
