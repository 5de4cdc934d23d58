import Synchronization

/// The kernel's symbols at the time of the capture (/proc/kallsyms), looked up as kernel/kallsyms.c does: the first of
/// the names at one address, its size up to the next address that has a name.
///
/// The text is read when the first address is looked up: many captures have none.
final class Symbols: Sendable {
    private struct Symbol {
        var address: UInt64
        var name: Int32
        var nameBytes: Int16
        /// 0 for the kernel itself.
        var moduleBytes: Int16
        var module: Int32
    }

    private let text: Frozen<UInt8>
    private let index: Mutex<Index?>

    private struct Index {
        var symbols: [Symbol] = []
        /// `_stext`: nothing of the kernel's own below it has a name.
        var textStart: UInt64 = 0
    }

    /// More than a large kernel with all its modules has.
    static let symbolsMax = 4 << 20

    /// KSYM_NAME_LEN of the newest kernels; a longer name is no symbol's. A module's is shorter.
    static let nameBytesMax = 512

    init(kallsyms: [UInt8]) {
        // Places in the text are 32 bits; what has more is no kallsyms.
        text = Frozen(kallsyms.count <= Int(Int32.max) ? kallsyms : [], padding: Cursor.slack)
        index = Mutex(nil)
    }

    private func read() -> Index {
        var found: [Symbol] = []
        var textStart: UInt64 = 0
        var start: UInt64 = 0
        var isSorted = true
        found.reserveCapacity(min(text.count / 40, Self.symbolsMax))
        forEachLine { line in
            guard found.count < Self.symbolsMax, let symbol = Self.parse(line, in: text.base), symbol.address != 0 else { return }
            if symbol.moduleBytes == 0, start == 0, Self.isStart(symbol, text.base) {
                start = symbol.address
                // Per-CPU symbols lie below the kernel's text, at addresses where others' memory is.
                found.removeAll { $0.moduleBytes == 0 && $0.address < start }
                isSorted = zip(found, found.dropFirst()).allSatisfy { $0.address <= $1.address }
            }
            if symbol.moduleBytes == 0, symbol.address < start { return }
            if textStart == 0, symbol.moduleBytes == 0, isNamed(symbol, "_stext") { textStart = symbol.address }
            if let last = found.last, last.address > symbol.address { isSorted = false }
            found.append(symbol)
        }
        if isSorted { return Index(symbols: found, textStart: textStart) }
        // Those at one address keep their order: the kernel takes the first.
        let sorted = found.enumerated().sorted { ($0.element.address, $0.offset) < ($1.element.address, $1.offset) }
        return Index(symbols: sorted.map(\.element), textStart: textStart)
    }

    private func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count, text.base[end] != 0x0a { end += 1 }
            body(UnsafeBufferPointer(start: text.base + start, count: end - start))
            start = end + 1
        }
    }

    private static func isStart(_ symbol: Symbol, _ text: UnsafePointer<UInt8>) -> Bool {
        let name = UnsafeBufferPointer(start: text + Int(symbol.name), count: Int(symbol.nameBytes))
        return name.elementsEqual("_text".utf8) || name.elementsEqual("_stext".utf8)
    }

    /// "ffff800008000000 T _text" or "… t name\t[module]".
    private static func parse(_ line: UnsafeBufferPointer<UInt8>, in text: UnsafePointer<UInt8>) -> Symbol? {
        guard let base = line.baseAddress else { return nil }
        var at = 0
        var address: UInt64 = 0
        while at < line.count, let digit = line[at].hexValue {
            address = address << 4 | UInt64(digit)
            at += 1
        }
        guard at > 0, at <= 16, line.count - at > 3 else { return nil }
        at += 3
        let start = at
        while at < line.count, line[at] != 0x09, line[at] != 0x20 { at += 1 }
        let name = UnsafeBufferPointer(start: base + start, count: at - start)
        guard !name.isEmpty, name.count <= nameBytesMax, !isMapping(name) else { return nil }
        let offset = base - text
        var symbol = Symbol(
            address: address, name: Int32(truncatingIfNeeded: offset + start), nameBytes: Int16(name.count), moduleBytes: 0,
            module: 0)
        while at < line.count, line[at] == 0x09 || line[at] == 0x20 { at += 1 }
        var end = line.count
        while end > at, line[end - 1] == 0x09 || line[end - 1] == 0x20 { end -= 1 }
        if end - at > 2, end - at <= nameBytesMax, line[at] == UInt8(ascii: "["), line[end - 1] == UInt8(ascii: "]") {
            symbol.module = Int32(truncatingIfNeeded: offset + at)
            symbol.moduleBytes = Int16(end - at)
        }
        return symbol
    }

    /// is_mapping_symbol: "$x" and the like mark code and data and name nothing.
    private static func isMapping(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        switch name[0] {
        case UInt8(ascii: "."): return name.count >= 2 && name[1] == UInt8(ascii: "L")
        case UInt8(ascii: "L"): return name.count >= 2 && name[1] == UInt8(ascii: "0")
        case UInt8(ascii: "$"):
            guard name.count >= 2, "adtx".utf8.contains(name[1]) else { return false }
            return name.count == 2 || name[2] == UInt8(ascii: ".")
        default: return false
        }
    }

    /// Where the symbol of this name lies. It looks at every one: for compiling, not for printing.
    func address(of name: StaticString) -> UInt64? {
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return withIndex { index in
            index.symbols.first { symbol in
                symbol.moduleBytes == 0
                    && UnsafeBufferPointer(start: text.base + Int(symbol.name), count: Int(symbol.nameBytes)).elementsEqual(wanted)
            }?.address
        }
    }

    private func withIndex<T: Sendable>(_ body: (Index) -> T) -> T {
        index.withLock { index in
            let known = index ?? read()
            index = known
            return body(known)
        }
    }

    private func isNamed(_ symbol: Symbol, _ name: StaticString) -> Bool {
        Int(symbol.nameBytes) == name.utf8CodeUnitCount
            && UnsafeBufferPointer(start: text.base + Int(symbol.name), count: Int(symbol.nameBytes)).elementsEqual(
                UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// The first of the sorted symbols that lies behind; their count when none does.
    private static func partition(_ symbols: [Symbol], _ isBehind: (Symbol) -> Bool) -> Int {
        var low = 0
        var high = symbols.count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(symbols[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The symbol an address lies in, up to where the next one begins; one without a name when there is none.
    func find(_ address: UInt64) -> FoundSymbol {
        withIndex { index in
            let symbols = index.symbols
            let next = Self.partition(symbols) { $0.address > address }
            var found = FoundSymbol(address: address)
            guard next > 0, next < symbols.count else { return found }
            found.end = symbols[next].address
            let start = symbols[next - 1].address
            let symbol = symbols[Self.partition(symbols) { $0.address >= start }]
            if symbol.moduleBytes == 0 {
                // is_ksym_addr: the kernel's own names reach from _stext to _end, though a module's first may come much later.
                guard symbols[next].moduleBytes == 0, address >= index.textStart, !isNamed(symbol, "_end") else { return found }
            }
            found.start = symbol.address
            found.name = UnsafePointer(text.base) + Int(symbol.name)
            found.nameBytes = Int32(symbol.nameBytes)
            found.module = UnsafePointer(text.base) + Int(symbol.module)
            found.moduleBytes = Int32(symbol.moduleBytes)
            found.isReturnTrampoline = symbol.address == address && isReturnTrampoline(symbol)
            return found
        }
    }

    /// is_kretprobe_trampoline (include/linux/kprobes.h), by the function's names so far; the last is from before 5.16.
    private func isReturnTrampoline(_ symbol: Symbol) -> Bool {
        symbol.moduleBytes == 0
            && (isNamed(symbol, "arch_rethook_trampoline") || isNamed(symbol, "__kretprobe_trampoline")
                || isNamed(symbol, "kretprobe_trampoline"))
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
