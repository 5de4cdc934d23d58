import Testing

@testable import Ftrace

/// What is expected follows from print_function_args in kernel/trace/trace_output.c.
@Suite("Arguments of functions")
struct FunctionArgumentsTests {
    private static let symbols = """
        ffffffff81000000 T _text
        ffffffff81000000 T _stext
        ffffffff81000100 T known
        ffffffff81000200 T many
        ffffffff81000300 t known.isra.0
        ffffffffc0000000 t helper\t[driver]
        ffffffffc0000100 t helper_end\t[driver]
        """

    private static func kernel(bigEndian: Bool = false) -> BTFBlob {
        var blob = BTFBlob(bigEndian: bigEndian)
        let signed = blob.integer("int", bytes: 4, signed: true)
        let unsigned = blob.integer("unsigned int", bytes: 4, signed: false)
        let size = blob.typedef("size_t", unsigned)
        let pointer = blob.pointer(to: 0)
        let time = blob.structure("timespec64", bytes: 16)
        let mode = blob.enumeration("mode", [("MODE_A", 0), ("MODE_B", 10)])
        blob.function("known", [("fd", size), ("n", signed), ("p", pointer), ("m", mode), ("", 0)])
        blob.function("many", [("n", signed), ("first", time), ("second", time), ("third", time)])
        return blob
    }

    private func print(
        _ address: UInt64, _ values: [Int64], btf: BTFBlob? = nil, modules: [String: [UInt8]] = [:], release: String = ""
    ) -> String {
        let types = KernelTypes(btf: (btf ?? Self.kernel()).bytes(), modules: modules)
        return print(address, values, types, release: release)
    }

    @Test("Integers are decimal or hexadecimal by their sign, enums have names, what has no type a question mark")
    func kinds() {
        let text = print(0xffff_ffff_8100_0100, [255, -3, 0x1234, 10, 7, 0])
        #expect(text == "(fd=0xff, n=-3, p=0x1234, m=10 [MODE_B], =?0x7)")
        #expect(print(0xffff_ffff_8100_0100, [255, -3, 0, 3, 7, 0]) == "(fd=0xff, n=-3, p=0x0, m=3, =?0x7)")
    }

    @Test("The first kernels with arguments print all integers in decimal and enums without names")
    func older() {
        let text = print(0xffff_ffff_8100_0100, [255, -3, 0x1234, 10, 7, 0], release: "6.15.2-arch1")
        #expect(text == "(fd=255, n=-3, p=0x1234, m=10, =?0x7)")
    }

    @Test("Structures take as many registers as they need, and what was not recorded is an ellipsis")
    func structures() {
        #expect(
            print(0xffff_ffff_8100_0200, [1, 2, 3, 4, 5, 6])
                == "(n=1, first=(STRUCT)[0x2:0x3], second=(STRUCT)[0x4:0x5], third=(STRUCT)[0x6:...])")
        #expect(print(0xffff_ffff_8100_0200, [1, 2, 3]) == "(n=1, first=(STRUCT)[0x2:0x3], ...)")
    }

    @Test("No more of a name is printed than the kernel's longest, and more arguments than any kernel records are left out")
    func excess() {
        var blob = Self.kernel()
        let pointer = blob.pointer(to: 0)
        blob.function("many", [(String(repeating: "p", count: 5000), pointer)])
        let long = print(0xffff_ffff_8100_0200, [1], btf: blob)
        #expect(long == "(n=1, ...)")
        var other = BTFBlob()
        let to = other.pointer(to: 0)
        other.function("known", [(String(repeating: "p", count: 5000), to)] + Array(repeating: ("a", to), count: 60000))
        let text = print(0xffff_ffff_8100_0100, Array(repeating: 1, count: 400), btf: other)
        #expect(text.hasPrefix("(" + String(repeating: "p", count: 512) + "=0x1, a=0x1") && text.hasSuffix(", ...)"))
        #expect(text.utf8.count < 1000)
    }

    @Test("Names that all meet in the index, or that come again and again, end nothing")
    func manyOfOneName() {
        var blob = Self.kernel()
        for _ in 0..<5000 { blob.function("repeated", []) }
        #expect(print(0xffff_ffff_8100_0200, [1], btf: blob) == "(n=1, ...)")
    }

    @Test("Functions without a type, and addresses without a name, have empty parentheses")
    func unknown() {
        #expect(print(0xffff_ffff_8100_0300, [1]) == "()")
        #expect(print(0x10, [1]) == "()")
    }

    @Test("A module's functions come from its split BTF")
    func module() {
        let kernel = Self.kernel()
        var driver = BTFBlob(base: kernel)
        driver.function("helper", [("flags", 2), ("count", 1)])
        let text = print(0xffff_ffff_c000_0000, [255, 3], btf: kernel, modules: ["driver": driver.bytes()])
        #expect(text == "(flags=0xff, count=3)")
    }

    @Test("A blob of the other byte order reads the same")
    func byteOrder() {
        let text = print(0xffff_ffff_8100_0100, [255, -3, 0x1234, 10, 7, 0], btf: Self.kernel(bigEndian: true))
        #expect(text == "(fd=0xff, n=-3, p=0x1234, m=10 [MODE_B], =?0x7)")
    }

    @Test("Damaged blobs are refused or cut short, wherever the damage is")
    func damage() {
        let whole = Self.kernel().bytes()
        #expect(BTF([]) == nil && BTF(Array(whole.prefix(23))) == nil)
        let types = BTF(whole)?.typeCount
        #expect(types == 11)
        for place in whole.indices {
            for flip in [0x01, 0x80, 0xff] as [UInt8] {
                var damaged = whole
                damaged[place] ^= flip
                // Whatever it prints: it must come back.
                let text = print(0xffff_ffff_8100_0200, [1, 2, 3, 4, 5, 6], KernelTypes(btf: damaged, modules: [:]))
                #expect(text.hasPrefix("(") && text.hasSuffix(")"))
            }
        }
    }

    private func print(_ address: UInt64, _ values: [Int64], _ types: KernelTypes, release: String = "") -> String {
        let arguments = FunctionArguments(
            types, symbols: Symbols(kallsyms: Array(Self.symbols.utf8)), longBytes: 8, release: release)
        let record = values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
        var text = TextBuffer()
        record.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            let record = Record(base: base, count: bytes.count, timeNs: 0, bigEndian: false)
            arguments.print(address, record, at: 0, count: values.count, &text)
        }
        var result: [UInt8] = []
        text.append(to: &result)
        return String(decoding: result, as: UTF8.self)
    }
}
