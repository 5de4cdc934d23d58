/// The arguments of traced functions (print_function_args of kernel/trace/trace_output.c, 6.15 and later):
/// `(fd=0x3, mode=1 [IRQ_HANDLED])`. Names and kinds come from the kernel's BTF, found by the name of the symbol.
final class FunctionArguments: Sendable {
    private let types: KernelTypes
    private let symbols: Symbols
    private let longBytes: Int
    /// The first kernels with arguments printed all integers in decimal and enums without their names.
    private let plain: Bool

    /// - Parameter release: `uname -r`; empty counts as a newer kernel.
    init(_ types: KernelTypes, symbols: Symbols, longBytes: Int, release: String = "") {
        self.types = types
        self.symbols = symbols
        self.longBytes = longBytes
        plain = Self.isPlain(release)
    }

    private static func isPlain(_ release: String) -> Bool {
        var rest = Array(release.utf8)[...]
        guard let major = rest.takeDecimal(), rest.popFirst() == UInt8(ascii: "."), let minor = rest.takeDecimal() else {
            return false
        }
        return major == 6 && minor < 18
    }

    /// Prints the `count` longs at `offset` of the record as the arguments of the function at `address`. Functions that no
    /// BTF knows have "()", as in the kernel.
    func print(_ address: UInt64, _ record: Record, at offset: Int, count: Int, _ text: inout TextBuffer) {
        text.put("(")
        if let (btf, prototype) = prototype(text.symbolCache.find(address, symbols)) {
            print(btf, prototype, Arguments(record, offset, count, longBytes), &text)
        }
        text.put(")")
    }

    private func prototype(_ symbol: FoundSymbol) -> (BTF, BTFType)? {
        guard let name = symbol.name else { return nil }
        // The module stands in brackets.
        let module = UnsafeRawBufferPointer(start: symbol.module, count: Int(symbol.moduleBytes)).dropFirst().dropLast()
        return types.prototype(
            UnsafeRawBufferPointer(start: name, count: Int(symbol.nameBytes)), module: UnsafeRawBufferPointer(rebasing: module))
    }

    /// The longs that a record holds.
    private struct Arguments {
        let count: Int
        private let record: Record
        private let offset: Int
        private let longBytes: Int

        /// FTRACE_REGS_MAX_ARGS is 6 to 8; each may be looked up among thousands of an enum's values.
        private static let countMax = 32

        init(_ record: Record, _ offset: Int, _ count: Int, _ longBytes: Int) {
            self.record = record
            self.offset = offset
            self.longBytes = longBytes
            self.count = max(0, min(count, (record.count - offset) / longBytes, Self.countMax))
        }

        subscript(index: Int) -> Int64 {
            record.load(offset + index * longBytes, bytes: UInt8(longBytes), signed: true)
        }
    }

    private func print(_ btf: BTF, _ prototype: BTFType, _ arguments: Arguments, _ text: inout TextBuffer) {
        var next = 0
        for index in 0..<prototype.count {
            if index > 0 { text.put(", ") }
            guard next < arguments.count else { return text.put("...") }
            let parameter = prototype.parameter(index)
            btf.put(name: parameter.name, &text)
            text.put("=")
            let value = arguments[next]
            let type = btf.resolved(parameter.type)
            switch type?.kind ?? .unknown {
            case .unknown, .unlisted:
                text.put("?")
                putHex(value, &text)
            case .pointer:
                putHex(value, &text)
            case .integer:
                if plain || type?.isSigned == true { text.putDecimal(value) } else { putHex(value, &text) }
            case .enumeration:
                text.putDecimal(value)
                if let type, !plain { print(btf, type, value, &text) }
            default:
                guard let type, print(type, arguments, &next, &text) else { return }
            }
            next += 1
        }
    }

    private func putHex(_ value: Int64, _ text: inout TextBuffer) {
        text.put("0x")
        text.putHex(longBytes == 8 ? UInt64(bitPattern: value) : UInt64(UInt32(truncatingIfNeeded: value)))
    }

    /// The name of an enum's value, where it has one.
    private func print(_ btf: BTF, _ type: BTFType, _ value: Int64, _ text: inout TextBuffer) {
        for index in 0..<type.count {
            let (name, number) = type.enumerator(index)
            guard number == value else { continue }
            text.put(" [")
            btf.put(name: name, &text)
            text.put("]")
            return
        }
    }

    /// A structure passed by value: as many longs as it takes. False when the recorded ones end inside it.
    private func print(_ type: BTFType, _ arguments: Arguments, _ next: inout Int, _ text: inout TextBuffer) -> Bool {
        text.put("(")
        text.put(type.kind.kernelName)
        text.put(")[")
        putHex(arguments[next], &text)
        for _ in stride(from: longBytes, to: Int(type.sizeOrType), by: longBytes) {
            text.put(":")
            next += 1
            guard next < arguments.count else {
                text.put("...]")
                return false
            }
            putHex(arguments[next], &text)
        }
        text.put("]")
        return true
    }
}
