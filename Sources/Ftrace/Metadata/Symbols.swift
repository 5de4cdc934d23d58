import Synchronization

/// The kernel's symbols at the time of the capture (/proc/kallsyms), looked up as kernel/kallsyms.c does: the first of
/// the names at one address, its size up to the next address that has a name.
///
/// The text is read when the first address is looked up: many captures have none.
final class Symbols: Sendable {
    /// The text itself, shared with the capture's metadata, until it is read.
    private let kallsyms: [UInt8]
    private let index: Mutex<SymbolIndex?>

    /// More than a large kernel with all its modules has.
    static let symbolsMax = 4 << 20

    /// KSYM_NAME_LEN of the newest kernels; a longer name is no symbol's. A module's is shorter.
    static let nameBytesMax = 512

    init(kallsyms: [UInt8]) {
        self.kallsyms = kallsyms
        index = Mutex(nil)
    }

    /// Where the symbol of this name lies. It looks at every one: for compiling, not for printing.
    func address(of name: StaticString) -> UInt64? {
        withIndex { index in index.symbols.first { $0.moduleBytes == 0 && index.isNamed($0, name) }?.address }
    }

    private func withIndex<T: Sendable>(_ body: (SymbolIndex) -> T) -> T {
        index.withLock { index in
            let known = index ?? SymbolIndex(kallsyms)
            index = known
            return body(known)
        }
    }

    /// The symbol an address lies in, up to where the next one begins; one without a name when there is none.
    func find(_ address: UInt64) -> FoundSymbol {
        withIndex { index in
            let symbols = index.symbols
            let next = index.partition { $0.address > address }
            var found = FoundSymbol(address: address)
            guard next > 0, next < symbols.count else { return found }
            found.end = symbols[next].address
            let start = symbols[next - 1].address
            let symbol = symbols[index.partition { $0.address >= start }]
            if symbol.moduleBytes == 0 {
                // is_ksym_addr: the kernel's own names reach from _stext to _end, though a module's first may come much later.
                guard symbols[next].moduleBytes == 0, address >= index.textStart, !index.isNamed(symbol, "_end") else {
                    return found
                }
            }
            found.start = symbol.address
            found.name = UnsafePointer(index.names.base) + Int(symbol.name)
            found.nameBytes = Int32(symbol.nameBytes)
            found.module = UnsafePointer(index.names.base) + Int(symbol.module)
            found.moduleBytes = Int32(symbol.moduleBytes)
            found.isReturnTrampoline = symbol.address == address && Self.isReturnTrampoline(symbol, index)
            return found
        }
    }

    /// is_kretprobe_trampoline (include/linux/kprobes.h), by the function's names so far; the last is from before 5.16.
    private static func isReturnTrampoline(_ symbol: SymbolIndex.Symbol, _ index: SymbolIndex) -> Bool {
        symbol.moduleBytes == 0
            && (index.isNamed(symbol, "arch_rethook_trampoline") || index.isNamed(symbol, "__kretprobe_trampoline")
                || index.isNamed(symbol, "kretprobe_trampoline"))
    }

    /// sprint_symbol and sprint_symbol_no_offset: `name+0x30/0x110 [module]`, or the number where there is no name.
    /// `back` bytes before the address lies what the symbol is looked up by.
    func print(_ address: UInt64, offset: Bool, back: UInt64 = 0, _ text: inout TextBuffer) {
        let symbol = text.symbolCache.find(address &- back, self)
        guard let name = symbol.name else {
            text.put("0x")
            text.putHex(address)
            return
        }
        text.put(name, Int(symbol.nameBytes))
        if offset {
            text.put("+0x")
            text.putHex(address - symbol.start)
            text.put("/0x")
            text.putHex(symbol.end - symbol.start)
        }
        if symbol.moduleBytes > 0, let module = symbol.module {
            text.put(" ")
            text.put(module, Int(symbol.moduleBytes))
        }
    }

    /// seq_print_ip_sym without sym-addr: the bare name, or with its offset as sprint_symbol has it. Numbers without a
    /// name have at least eight digits.
    func printFunction(_ address: UInt64, offset: Bool, _ text: inout TextBuffer) {
        guard address != 0 else { return text.put("0") }
        let symbol = text.symbolCache.find(address, self)
        // kretprobed: who really called is not known.
        if symbol.isReturnTrampoline { return text.put("[unknown/kretprobe'd]") }
        guard !offset else { return print(address, offset: true, &text) }
        if let name = symbol.name { return text.put(name, Int(symbol.nameBytes)) }
        text.put("0x")
        text.putHex(address, digits: max(8, (67 - address.leadingZeroBitCount) / 4))
    }
}
