/// The kernel's symbols at the time of the capture (/proc/kallsyms), looked up as kernel/kallsyms.c does: the first of
/// the names at one address, its size up to the next address that has a name.
final class Symbols: Sendable {
    private struct Symbol {
        var address: UInt64
        var name: Int32
        var nameBytes: Int16
        /// 0 for the kernel itself.
        var moduleBytes: Int16
        var module: Int32
    }

    private let text: [UInt8]
    private let symbols: [Symbol]

    /// More than a large kernel with all its modules has.
    static let symbolsMax = 4 << 20

    init(kallsyms: [UInt8]) {
        text = kallsyms
        var found: [Symbol] = []
        var start: UInt64 = 0
        for line in Lines(kallsyms) {
            guard found.count < Self.symbolsMax, let symbol = Self.parse(line) else { continue }
            found.append(symbol)
            if symbol.moduleBytes == 0, start == 0, Self.isStart(line) { start = symbol.address }
        }
        // Per-CPU symbols lie below the kernel's text, at addresses where others' memory is.
        found.removeAll { $0.moduleBytes == 0 && $0.address < start || $0.address == 0 }
        if !zip(found, found.dropFirst()).allSatisfy({ $0.address <= $1.address }) {
            found = found.enumerated().sorted { ($0.element.address, $0.offset) < ($1.element.address, $1.offset) }.map(\.element)
        }
        symbols = found
    }

    private static func isStart(_ line: ArraySlice<UInt8>) -> Bool {
        line.hasSuffix(" _text") || line.hasSuffix(" _stext")
    }

    /// "ffff800008000000 T _text" or "… t name\t[module]".
    private static func parse(_ line: ArraySlice<UInt8>) -> Symbol? {
        var rest = line
        guard let address = rest.takeHex(), rest.count > 3 else { return nil }
        rest = rest.dropFirst(3)
        let name = rest.prefix { $0 != 0x09 && $0 != 0x20 }
        guard !name.isEmpty, name.count < Int16.max, !isMapping(name) else { return nil }
        var symbol = Symbol(
            address: address, name: Int32(truncatingIfNeeded: name.startIndex), nameBytes: Int16(name.count), moduleBytes: 0,
            module: 0)
        let module = rest[name.endIndex...].trimmed
        if module.first == UInt8(ascii: "["), module.last == UInt8(ascii: "]"), module.count < Int16.max {
            symbol.module = Int32(truncatingIfNeeded: module.startIndex)
            symbol.moduleBytes = Int16(module.count)
        }
        return symbol
    }

    /// is_mapping_symbol: "$x" and the like mark code and data and name nothing.
    private static func isMapping(_ name: ArraySlice<UInt8>) -> Bool {
        if name.hasPrefix(".L") || name.hasPrefix("L0") { return true }
        guard name.first == UInt8(ascii: "$"), name.count >= 2 else { return false }
        let rest = name.dropFirst(2)
        return "adtx".utf8.contains(name[name.startIndex + 1]) && (rest.isEmpty || rest.first == UInt8(ascii: "."))
    }

    /// Where the symbol of this name lies. It looks at every one: for compiling, not for printing.
    func address(of name: StaticString) -> UInt64? {
        let wanted = name.withUTF8Buffer { Array($0) }
        return symbols.first { symbol in
            symbol.moduleBytes == 0 && Int(symbol.nameBytes) == wanted.count
                && text[Int(symbol.name)..<Int(symbol.name) + wanted.count].elementsEqual(wanted)
        }?.address
    }

    /// The symbol an address lies in, and where the next one begins.
    private func find(_ address: UInt64) -> (index: Int, end: UInt64)? {
        var low = 0
        var high = symbols.count
        while low < high {
            let middle = (low + high) / 2
            if symbols[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0, low < symbols.count else { return nil }
        let end = symbols[low].address
        var first = low - 1
        while first > 0, symbols[first - 1].address == symbols[first].address { first -= 1 }
        return (first, end)
    }

    /// sprint_symbol and sprint_symbol_no_offset: `name+0x30/0x110 [module]`, or the number where there is no name.
    func print(_ address: UInt64, offset: Bool, _ text: inout TextBuffer) {
        guard let (index, end) = find(address) else {
            text.put("0x")
            text.putHex(address)
            return
        }
        let symbol = symbols[index]
        put(symbol.name, symbol.nameBytes, &text)
        if offset {
            text.put("+0x")
            text.putHex(address - symbol.address)
            text.put("/0x")
            text.putHex(end - symbol.address)
        }
        if symbol.moduleBytes > 0 {
            text.put(" ")
            put(symbol.module, symbol.moduleBytes, &text)
        }
    }

    /// seq_print_ip_sym without sym-addr: the bare name, or with its offset as sprint_symbol has it.
    func printFunction(_ address: UInt64, offset: Bool, _ text: inout TextBuffer) {
        guard !offset, let (index, _) = find(address) else {
            if address == 0 { text.put("0") } else { print(address, offset: offset, &text) }
            return
        }
        let symbol = symbols[index]
        put(symbol.name, symbol.nameBytes, &text)
    }

    /// The name of the symbol at an address and of its module, both empty where there is none.
    func withName(of address: UInt64, _ body: (_ name: UnsafeRawBufferPointer, _ module: UnsafeRawBufferPointer) -> Void) {
        guard let (index, _) = find(address) else { return }
        let symbol = symbols[index]
        text.withUnsafeBytes { all in
            let module = Int(symbol.module)..<(Int(symbol.module) + Int(symbol.moduleBytes))
            // The module stands in brackets.
            body(
                UnsafeRawBufferPointer(rebasing: all[Int(symbol.name)..<(Int(symbol.name) + Int(symbol.nameBytes))]),
                UnsafeRawBufferPointer(rebasing: all[module].dropFirst().dropLast()))
        }
    }

    private func put(_ offset: Int32, _ bytes: Int16, _ buffer: inout TextBuffer) {
        text.withUnsafeBytes { all in
            if let base = all.baseAddress { buffer.put(base + Int(offset), Int(bytes)) }
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ suffix: StaticString) -> Bool {
        guard count >= suffix.utf8CodeUnitCount else { return false }
        return suffix.withUTF8Buffer { self.suffix($0.count).elementsEqual($0) }
    }
}
