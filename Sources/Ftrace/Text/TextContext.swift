/// What records' texts need besides the record: shared by all plans of a capture.
final class TextContext: Sendable {
    let symbols: Symbols
    let strings: PrintkFormats
    let options: TraceOptions
    let geometry: Geometry
    /// System calls' numbers over 9 carry "0x", as in the kernels that copy what arguments point to (6.19).
    let prefixedSyscalls: Bool
    let arguments: FunctionArguments?
    let types: KernelTypes?
    /// CONFIG_HZ, where some format tells it.
    let ticksPerSecond: Int64?

    init(
        symbols: Symbols, strings: PrintkFormats, options: TraceOptions, geometry: Geometry, prefixedSyscalls: Bool = false,
        arguments: FunctionArguments? = nil, types: KernelTypes? = nil, ticksPerSecond: Int64? = nil
    ) {
        self.arguments = arguments
        self.types = types
        self.ticksPerSecond = ticksPerSecond
        self.prefixedSyscalls = prefixedSyscalls
        self.symbols = symbols
        self.strings = strings
        self.options = options
        self.geometry = geometry
    }

    /// seq_print_ip_sym_offset: with the offset, whatever the option sym-offset says.
    func printFunctionWithOffset(_ address: UInt64, _ text: inout TextBuffer) {
        printFunction(address, offset: true, &text)
    }

    /// seq_print_ip_sym (kernel/trace/trace_output.c), as the trace options say.
    func printFunction(_ address: UInt64, _ text: inout TextBuffer) {
        printFunction(address, offset: options.symbolOffset, &text)
    }

    private func printFunction(_ address: UInt64, offset: Bool, _ text: inout TextBuffer) {
        symbols.printFunction(address, offset: offset, &text)
        if options.symbolAddress && address != 0 {
            text.put(" <")
            text.putHex(address, digits: geometry.longBytes * 2)
            text.put(">")
        }
    }

    /// print_function_args: the longs that fill the record from `offset`, none when the option func-args was off.
    func printArguments(_ address: UInt64, _ record: Record, at offset: Int, _ text: inout TextBuffer) {
        let count = (record.count - offset) / geometry.longBytes
        guard let arguments, count > 0 else { return }
        arguments.print(address, record, at: offset, count: count, &text)
    }
}
