/// System calls as kernel/trace/trace_syscalls.c prints them: `sys_dup3(oldfd: b, newfd: 1, flags: 0)` and
/// `sys_dup3 -> 0x1`. What the print format says is for readers of the raw data only.
///
/// Newer kernels write "0x" before numbers over 9 and add what the pointers pointed to.
final class SyscallText: RecordText {
    private let name: [UInt8]
    private let arguments: [SyscallArgument]
    private let returned: IntegerField?
    private let prefixed: Bool
    let bytesMin: Int

    init?(_ format: Format, _ context: TextContext) {
        if format.name.hasPrefix("sys_enter_") {
            name = Array("sys_\(format.name.dropFirst(10))".utf8)
            returned = nil
            guard let arguments = SyscallArgument.all(format, types: context.options.verbose) else { return nil }
            self.arguments = arguments
        } else if format.name.hasPrefix("sys_exit_"), let field = IntegerField(format, "ret") {
            name = Array("sys_\(format.name.dropFirst(9))".utf8)
            // All are longs to the kernel that prints them: on 32-bit kernels a negative one has eight digits.
            returned = field.unsigned
            arguments = []
        } else {
            return nil
        }
        prefixed = context.prefixedSyscalls
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put(name[...])
        if let returned {
            text.put(" -> 0x")
            text.putHex(UInt64(bitPattern: returned.load(record)))
        } else {
            text.put("(")
            for argument in arguments {
                text.put(argument.label[...])
                let value = argument.value(record)
                if prefixed && value > 9 { text.put("0x") }
                text.putHex(value)
                argument.printData(record, &text)
            }
            text.put(")")
        }
        text.put("\n")
    }
}

extension SyscallText {
    /// The same as steps, where nothing but numbers is printed.
    func plan(_ context: TextContext) -> Plan? {
        guard arguments.allSatisfy({ !$0.hasData }) else { return nil }
        var pool: [UInt8] = []
        var steps: [Step] = []
        var plain = name
        func flush() {
            steps.append(Step(kind: .literal, a: Int32(pool.count), b: Int32(plain.count)))
            pool += plain
            plain = []
        }
        if let returned {
            plain += Array(" -> 0x".utf8)
            flush()
            steps.append(Step(kind: .hexField, field: returned))
        } else {
            plain.append(UInt8(ascii: "("))
            for argument in arguments {
                plain += argument.label
                flush()
                steps.append(Step(kind: prefixed ? .hexPrefixed : .hexField, field: argument.field))
            }
            plain.append(UInt8(ascii: ")"))
        }
        plain.append(0x0a)
        flush()
        return Plan(steps: steps, nodes: [], table: [], pool: pool, bytesMin: bytesMin, context: context)
    }
}

/// One argument of a system call: its value, and where the record holds what it pointed to.
struct SyscallArgument: Sendable {
    /// "name: ", with ", " before it from the second on.
    let label: [UInt8]
    let field: IntegerField
    private let data: Data
    private let location: IntegerField

    private enum Data: Sendable {
        case none
        case string
        /// Bytes, and the argument that says how many there were: more than the record holds are marked.
        case bytes(count: IntegerField)
    }

    /// What it pointed to is printed behind it.
    var hasData: Bool {
        if case .none = data { false } else { true }
    }

    func value(_ record: Record) -> UInt64 { UInt64(bitPattern: field.load(record)) }

    /// All arguments of an enter event; nil when a field is no integer.
    ///
    /// - Parameter types: whether each type stands before its name, as with the option verbose.
    static func all(_ format: Format, types: Bool = false) -> [SyscallArgument]? {
        let fields = format.own.dropFirst().filter { $0.kind != .dynamic }
        let buffers = format.printFormat.isEmpty ? "" : format.printFormat[...].string
        var arguments: [SyscallArgument] = []
        for (index, field) in fields.enumerated() {
            guard let integer = IntegerField(format, field.name) else { return nil }
            var data = Data.none
            var location = IntegerField.absent(0)
            if let copied = format.field("__\(field.name)_val"), copied.kind == .dynamic, copied.bytes == 4 {
                location = IntegerField(location: copied)
                data = .string
                // The print format tells a buffer from a string.
                if buffers.contains("__print_dynamic_array(\(copied.name),"), index + 1 < fields.count,
                    let count = IntegerField(format, fields[index + 1].name)
                {
                    data = .bytes(count: count)
                }
            }
            let type = types ? "\(field.type) " : ""
            let label = Array("\(index == 0 ? "" : ", ")\(type)\(field.name): ".utf8)
            arguments.append(SyscallArgument(label: label, field: integer.unsigned, data: data, location: location))
        }
        return arguments
    }

    /// What the pointer pointed to, as the kernel copied it into the record.
    func printData(_ record: Record, _ text: inout TextBuffer) {
        if case .none = data { return }
        let place = UInt64(bitPattern: location.load(record))
        let offset = min(Int(place & 0xffff), record.count)
        let bytes = min(Int(place >> 16 & 0xffff), record.count - offset)
        switch data {
        case .none: return
        case .string:
            var end = offset
            while end < offset + bytes, record.u8(end) != 0 { end += 1 }
            text.put(" \"")
            text.put(record.base + offset, end - offset)
            text.put("\"")
        case .bytes(let count):
            printBytes(record, offset, bytes, cut: Int32(truncatingIfNeeded: count.load(record)) > Int32(bytes), &text)
        }
    }

    private func printBytes(_ record: Record, _ offset: Int, _ bytes: Int, cut: Bool, _ text: inout TextBuffer) {
        var printable = false
        text.put(" (")
        for index in 0..<bytes {
            let byte = record.u8(offset + index)
            if index > 0 { text.put(":") }
            text.putHex(UInt64(byte), digits: 2)
            printable = printable || Self.isPrintable(byte)
        }
        text.put(cut ? ", ...)" : ")")
        guard printable else { return }
        text.put(" \"")
        for index in 0..<bytes {
            let byte = record.u8(offset + index)
            text.put(Self.isPrintable(byte) ? byte : UInt8(ascii: "."))
        }
        text.put(cut ? "\"..." : "\"")
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7f }
}
