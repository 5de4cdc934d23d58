/// Bits by their names, as trace_print_flags_seq (kernel/trace/trace_output.c) has them: `A|B|0x4`.
struct NamedFlags: Sendable {
    private let names: [(name: [UInt8], value: UInt64)]

    init(_ names: [(name: [UInt8], value: UInt64)]) {
        self.names = names
    }

    /// - Parameter text: gets nothing when no bit is set.
    func print(_ value: UInt64, _ text: inout TextBuffer) {
        var rest = value
        var first = true
        for flag in names where rest != 0 && rest & flag.value == flag.value {
            rest &= ~flag.value
            if !first { text.put("|") }
            first = false
            text.put(flag.name[...])
        }
        if rest != 0 {
            if !first { text.put("|") }
            text.put("0x")
            text.putHex(rest)
        }
    }
}
