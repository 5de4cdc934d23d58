/// The symbols of a kallsyms text in the order of their addresses, their names beside them.
struct SymbolIndex: Sendable {
    struct Symbol {
        var address: UInt64
        /// Where the name lies in `names`.
        var name: Int32
        var nameBytes: Int16
        /// 0 for the kernel itself.
        var moduleBytes: Int16
        var module: Int32
    }

    private(set) var symbols: [Symbol] = []
    /// `_stext`: nothing of the kernel's own below it has a name.
    private(set) var textStart: UInt64 = 0
    /// All names, one behind the other; `Cursor.slack` bytes may be read behind the last.
    let names: Frozen<UInt8>

    init(_ kallsyms: [UInt8]) {
        var reader = SymbolReader(bytes: kallsyms.count)
        kallsyms.withUnsafeBufferPointer { text in
            var start = 0
            while start < text.count {
                var end = start
                while end < text.count, text[end] != 0x0a { end += 1 }
                reader.read(UnsafeBufferPointer(rebasing: text[start..<end]))
                start = end + 1
            }
        }
        symbols = reader.symbols
        textStart = reader.textStart
        names = reader.frozenNames()
        guard !reader.isSorted else { return }
        // Names stand in the order of the text, and of those at one address the kernel takes the first.
        symbols.sort { ($0.address, $0.name) < ($1.address, $1.name) }
    }

    func isNamed(_ symbol: Symbol, _ name: StaticString) -> Bool {
        UnsafeBufferPointer(start: names.base + Int(symbol.name), count: Int(symbol.nameBytes)).elementsEqual(
            UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// The first symbol that lies behind; their count when none does.
    func partition(_ isBehind: (Symbol) -> Bool) -> Int {
        var low = 0
        var high = symbols.count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(symbols[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Takes symbols out of the lines of a kallsyms text.
private struct SymbolReader {
    var symbols: [SymbolIndex.Symbol] = []
    /// Room for every name: none is copied twice, and all come out of the text. What is not written takes no memory.
    private let names: UnsafeMutablePointer<UInt8>
    private var namesBytes = 0
    var textStart: UInt64 = 0
    var isSorted = true
    /// `_text` or `_stext`, whichever came first.
    private var start: UInt64 = 0
    /// The module of the line before: its symbols come together.
    private var module: (offset: Int32, bytes: Int16) = (0, 0)

    init(bytes: Int) {
        symbols.reserveCapacity(min(bytes / 40, Symbols.symbolsMax))
        names = .allocate(capacity: bytes + Cursor.slack)
    }

    /// The names, once all lines were read.
    func frozenNames() -> Frozen<UInt8> {
        (names + namesBytes).initialize(repeating: 0, count: Cursor.slack)
        return Frozen(taking: names, count: namesBytes)
    }

    private mutating func append(_ name: UnsafeBufferPointer<UInt8>) {
        guard let start = name.baseAddress else { return }
        (names + namesBytes).initialize(from: start, count: name.count)
        namesBytes += name.count
    }

    /// "ffff800008000000 T _text" or "… t name\t[module]".
    mutating func read(_ line: UnsafeBufferPointer<UInt8>) {
        var at = 0
        var address: UInt64 = 0
        while at < line.count, let digit = line[at].hexValue {
            address = address << 4 | UInt64(digit)
            at += 1
        }
        guard at > 0, at <= 16, line.count - at > 3, address != 0, symbols.count < Symbols.symbolsMax else { return }
        at += 3
        let first = at
        while at < line.count, line[at] != 0x09, line[at] != 0x20 { at += 1 }
        let name = UnsafeBufferPointer(rebasing: line[first..<at])
        guard !name.isEmpty, name.count <= Symbols.nameBytesMax, !Self.isMapping(name) else { return }
        while at < line.count, line[at] == 0x09 || line[at] == 0x20 { at += 1 }
        var end = line.count
        while end > at, line[end - 1] == 0x09 || line[end - 1] == 0x20 { end -= 1 }
        let isModule =
            end - at > 2 && end - at <= Symbols.nameBytesMax && line[at] == UInt8(ascii: "[") && line[end - 1] == UInt8(ascii: "]")
        add(address, name, module: isModule ? UnsafeBufferPointer(rebasing: line[at..<end]) : nil)
    }

    private mutating func add(_ address: UInt64, _ name: UnsafeBufferPointer<UInt8>, module: UnsafeBufferPointer<UInt8>?) {
        if module == nil {
            note(address, name)
            // Per-CPU symbols lie below the kernel's text, at addresses where others' memory is.
            if address < start { return }
        }
        // Places are 32 bits; what has more is no kallsyms.
        guard namesBytes < Int(Int32.max) - 2 * Symbols.nameBytesMax else { return }
        if let module { keep(module) }
        if let last = symbols.last, last.address > address { isSorted = false }
        symbols.append(
            SymbolIndex.Symbol(
                address: address, name: Int32(namesBytes), nameBytes: Int16(name.count),
                moduleBytes: module == nil ? 0 : self.module.bytes,
                module: self.module.offset))
        append(name)
    }

    /// Where the kernel's own text begins.
    private mutating func note(_ address: UInt64, _ name: UnsafeBufferPointer<UInt8>) {
        let isText = name.elementsEqual("_text".utf8)
        let isStart = name.elementsEqual("_stext".utf8)
        if isStart, textStart == 0, address >= start { textStart = address }
        guard start == 0, isText || isStart else { return }
        start = address
        symbols.removeAll { $0.moduleBytes == 0 && $0.address < address }
        isSorted = zip(symbols, symbols.dropFirst()).allSatisfy { $0.address <= $1.address }
    }

    private mutating func keep(_ name: UnsafeBufferPointer<UInt8>) {
        let known = UnsafeBufferPointer(start: names + Int(module.offset), count: Int(module.bytes))
        if known.elementsEqual(name) { return }
        module = (Int32(namesBytes), Int16(name.count))
        append(name)
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
}
