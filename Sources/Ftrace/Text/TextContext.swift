/// What records' texts need besides the record: shared by all plans of a capture.
final class TextContext: Sendable {
    let symbols: Symbols
    let strings: PrintkFormats
    let options: TraceOptions
    let geometry: Geometry
    /// System calls' numbers over 9 carry "0x", as in the kernels that copy what arguments point to (6.19).
    let prefixedSyscalls: Bool
    let arguments: FunctionArguments
    let types: KernelTypes
    /// CONFIG_HZ, where some format tells it.
    let ticksPerSecond: @Sendable () -> Int64?

    let tasks: Tasks
    let time: TraceTime
    /// 6.13 and later, as far as the release or the formats tell (`FlagStyle.isSince613`).
    let isSince613: Bool
    /// `dynamic_events`: what the formats of event probes do not say.
    let dynamicEvents: DynamicEvents

    init(
        symbols: Symbols, strings: PrintkFormats, options: TraceOptions, geometry: Geometry, prefixedSyscalls: Bool = false,
        tasks: Tasks = Tasks(cmdlines: [], tgids: []), time: TraceTime = TraceTime(clock: ""), isSince613: Bool = true,
        dynamicEvents: DynamicEvents = DynamicEvents([]),
        types: KernelTypes = KernelTypes(btf: [], modules: [:]), release: String = "",
        ticksPerSecond: @escaping @Sendable () -> Int64? = { nil }
    ) {
        arguments = FunctionArguments(types, symbols: symbols, longBytes: geometry.longBytes, release: release)
        self.types = types
        self.ticksPerSecond = ticksPerSecond
        self.prefixedSyscalls = prefixedSyscalls
        self.tasks = tasks
        self.time = time
        self.isSince613 = isSince613
        self.dynamicEvents = dynamicEvents
        self.symbols = symbols
        self.strings = strings
        self.options = options
        self.geometry = geometry
    }

    /// seq_print_ip_sym (kernel/trace/trace_output.c), as the trace options say.
    func printFunction(_ address: UInt64, _ text: inout TextBuffer) {
        symbols.printFunction(address, offset: options.symbolOffset, &text)
        printAddress(address, &text)
    }

    /// With the option sym-addr, the number behind a symbol.
    func printAddress(_ address: UInt64, _ text: inout TextBuffer) {
        guard options.symbolAddress && address != 0 else { return }
        text.put(" <")
        text.putHex(address, digits: geometry.longBytes * 2)
        text.put(">")
    }

    /// print_function_args: the longs that fill the record from `offset`, none when the option func-args was off.
    func printArguments(_ address: UInt64, _ record: Record, at offset: Int, _ text: inout TextBuffer) {
        let count = (record.count - offset) / geometry.longBytes
        guard count > 0 else { return }
        arguments.print(address, record, at: offset, count: count, &text)
    }
}
