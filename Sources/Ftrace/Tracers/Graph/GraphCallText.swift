/// The calls themselves: `name() {`, `name();` and `}`, with what the options add.
struct GraphCallText {
    private let options: GraphOptions
    private let context: TextContext
    private let showsValue: Bool
    /// Before 6.13 a value followed the name, " = 0x1"; since then it reads "ret=0x1".
    private let namesValue: Bool

    /// TRACE_GRAPH_INDENT.
    static let indent = 2

    init(_ options: GraphOptions, _ exit: GraphExitFields, _ decoder: Decoder) {
        self.options = options
        context = decoder.context
        showsValue = options.returnValue && exit.hasValue
        namesValue = decoder.style.flags.isSince613
    }

    /// print_graph_entry_nested.
    func nested(_ call: GraphCall, _ fields: GraphEntryFields, _ record: Record, _ text: inout TextBuffer) {
        text.fill(0x20, call.depth * Self.indent)
        name(call.function, &text)
        arguments(call, fields, record, &text)
        text.put(" {")
        if options.returnAddress, let caller = call.caller {
            text.put(" /* <-")
            context.printFunctionWithOffset(caller, &text)
            text.put(" */")
        }
        text.put("\n")
    }

    /// print_graph_entry_leaf.
    func leaf(
        _ call: GraphCall, _ exit: GraphReturn, _ fields: GraphEntryFields, _ record: Record, _ text: inout TextBuffer
    ) {
        text.fill(0x20, call.depth * Self.indent)
        name(exit.function, &text)
        arguments(call, fields, record, &text)
        text.put(";")
        let caller = options.returnAddress ? call.caller : nil
        if showsValue || caller != nil {
            text.put(" /*")
            if let caller {
                text.put(" <-")
                context.printFunctionWithOffset(caller, &text)
            }
            if showsValue { value(exit.value, &text) }
            text.put(" */")
        }
        text.put("\n")
    }

    /// The closing brace of print_graph_return.
    func end(_ exit: GraphReturn, named: Bool, _ text: inout TextBuffer) {
        text.fill(0x20, exit.depth * Self.indent)
        text.put("}")
        if showsValue || named || options.tail {
            text.put(" /* ")
            name(exit.function, &text)
            if showsValue { value(exit.value, &text) }
            text.put(" */")
        }
        text.put("\n")
    }

    private func name(_ function: UInt64, _ text: inout TextBuffer) {
        context.symbols.print(function, offset: false, &text)
    }

    /// The parentheses, with the arguments in records that have them.
    private func arguments(_ call: GraphCall, _ fields: GraphEntryFields, _ record: Record, _ text: inout TextBuffer) {
        let mark = text.count
        if let offset = fields.argumentsOffset { context.printArguments(call.function, record, at: offset, &text) }
        if text.count == mark { text.put("()") }
    }

    /// print_graph_retval: errors in decimal, everything else in hexadecimal.
    private func value(_ value: UInt64, _ text: inout TextBuffer) {
        text.put(namesValue ? " ret=" : " = ")
        if !options.returnValueHex, let error = error(value) { return text.putDecimal(error) }
        text.put("0x")
        text.putHex(value)
    }

    /// The negative number that `value` is when it is one of the kernel's error codes, also as a 32-bit integer.
    private func error(_ value: UInt64) -> Int64? {
        let short = Int64(Int32(truncatingIfNeeded: value))
        let signed = context.geometry.longBytes == 4 || value >> 31 == 1 ? short : Int64(bitPattern: value)
        // MAX_ERRNO.
        return signed < 0 && signed >= -4095 ? signed : nil
    }
}
