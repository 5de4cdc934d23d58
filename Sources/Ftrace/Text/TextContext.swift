/// What records' texts need besides the record: shared by all plans of a capture.
final class TextContext: Sendable {
    let symbols: Symbols
    let strings: PrintkFormats
    let options: TraceOptions
    let geometry: Geometry
    /// System calls' numbers over 9 carry "0x", as in the kernels that copy what arguments point to (6.19).
    let prefixedSyscalls: Bool
    let tasks: Tasks
    let time: TraceTime
    /// 6.13 and later, as far as the release or the formats tell (`FlagStyle.isSince613`).
    let isSince613: Bool
    /// Nil when the capture does not tell the release.
    let version: KernelVersion?
    /// `dynamic_events`: what the formats of event probes do not say.
    let dynamicEvents: DynamicEvents

    let arguments: FunctionArguments
    let types: KernelTypes
    /// CONFIG_HZ, where some format tells it.
    let ticksPerSecond: @Sendable () -> Int64?

    /// - Parameters:
    ///   - types: the kernel's, when they do not come from the metadata.
    ///   - ticksPerSecond: its CONFIG_HZ, when it is not to be looked for in the formats.
    init(
        _ metadata: CaptureMetadata, _ geometry: Geometry, _ formats: FormatSet, _ tasks: Tasks, types: KernelTypes? = nil,
        ticksPerSecond: (@Sendable () -> Int64?)? = nil
    ) {
        symbols = Symbols(kallsyms: metadata.kallsyms)
        strings = PrintkFormats(metadata.printkFormats)
        options = TraceOptions(metadata.options)
        self.geometry = geometry
        prefixedSyscalls = formats.hasSyscallData
        self.tasks = tasks
        time = TraceTime(clock: metadata.clock)
        version = KernelVersion(metadata.release)
        isSince613 = FlagStyle.isSince613(release: metadata.release, formats: formats)
        dynamicEvents = DynamicEvents(metadata.dynamicEvents)
        let types = types ?? KernelTypes(btf: metadata.btf, modules: metadata.moduleBTF)
        self.types = types
        arguments = FunctionArguments(types, symbols: symbols, longBytes: geometry.longBytes, release: metadata.release)
        self.ticksPerSecond = ticksPerSecond ?? { TickRate.find(formats) }
    }

    /// seq_print_ip_sym (kernel/trace/trace_output.c), as the trace options say.
    func printFunction(_ address: UInt64, _ text: inout TextBuffer) {
        printFunction(address, offset: options.symbolOffset, &text)
    }

    /// seq_print_ip_sym_offset: with the offset, whatever the option sym-offset says.
    func printFunctionWithOffset(_ address: UInt64, _ text: inout TextBuffer) {
        printFunction(address, offset: true, &text)
    }

    private func printFunction(_ address: UInt64, offset: Bool, _ text: inout TextBuffer) {
        symbols.printFunction(address, offset: offset, &text)
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
