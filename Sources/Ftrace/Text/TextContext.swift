/// What records' texts need besides the record: shared by all plans of a capture.
final class TextContext: Sendable {
    let symbols: Symbols
    let strings: PrintkFormats
    let options: TraceOptions
    let geometry: Geometry
    /// System calls' numbers over 9 carry "0x", as in the kernels that copy what arguments point to (6.19).
    let prefixedSyscalls: Bool

    init(
        symbols: Symbols, strings: PrintkFormats, options: TraceOptions, geometry: Geometry, prefixedSyscalls: Bool = false
    ) {
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
}
