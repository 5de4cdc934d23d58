/// A tracer that prints lines in its own way (`print_line` and `print_header` of struct tracer, kernel/trace/trace.h), or
/// a form of line that the options ask for. Made for each report, so it may keep state from record to record.
protocol TracerText: AnyObject {
    /// Whether `print` is worth asking; false for a tracer with a header of its own and nothing more.
    var printsLines: Bool { get }
    /// Whether the same record can be printed again: nothing is remembered of it, and the stream stands still.
    var isRepeatable: Bool { get }
    /// Prints the "#" lines at the top; false leaves them to the ordinary header.
    func header(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) -> Bool
    /// Prints all that belongs to the record that the stream stands at; false leaves it to the ordinary line. It may
    /// look at the CPU's next record with `peek`, and take it with `advance` when it printed both.
    func print(_ stream: CPUStream, _ text: inout TextBuffer) throws -> Bool
}

extension TracerText {
    var printsLines: Bool { true }
    var isRepeatable: Bool { false }
    func header(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) -> Bool { false }
}

extension Decoder {
    /// Who prints this report's lines before the ordinary ones are tried, made when all streams stand at their first
    /// record: the capture's tracer, then a form that the options ask for. Empty when all lines are ordinary.
    /// - Parameter startNs: relative times count from here.
    func tracerTexts(_ streams: [CPUStream], _ lines: LinePrinter, startNs: UInt64) -> [any TracerText] {
        let cpuMax = streams.map(\.cpu).max() ?? 0
        var found: [any TracerText] = []
        if let tracer = tracerText() { found.append(tracer) }
        if let graph = graphOptions(streams), let text = GraphText(graph, self, lines, startNs: startNs, cpuMax: cpuMax) {
            found.append(text)
        }
        if let form = lineForm(streams, lines, startNs: startNs) { found.append(form) }
        return found
    }

    private func tracerText() -> (any TracerText)? {
        switch style.tracer {
        case "blk": BlkTracerText(self)
        case "mmiotrace": MmiotraceTracerText(self)
        case "osnoise": HeadedTracerText(osnoise: self)
        case "timerlat": HeadedTracerText(timerlat: self)
        case "branch": HeadedTracerText(style, HeadedTracerText.branch)
        default: nil
        }
    }

    /// What the graph shows, when the tracer draws one.
    private func graphOptions(_ streams: [CPUStream]) -> GraphOptions? {
        // Files of other tools do not name the tracer: where the records of a call graph come first, it drew one.
        if metadata.tracer.isEmpty {
            let ids = formats.filter { $0.system == "ftrace" && $0.name.hasPrefix("funcgraph_") }.map(\.id)
            let drawn = streams.contains { $0.hasRecord && $0.record.count >= 8 && ids.contains($0.record.id) }
            return drawn ? .functionGraph(style.options) : nil
        }
        return switch style.tracer {
        case "function_graph": .functionGraph(style.options)
        case "irqsoff", "preemptoff", "preemptirqsoff": style.options.displayGraph ? .irqsoff : nil
        case "wakeup", "wakeup_rt", "wakeup_dl": style.options.displayGraph ? .wakeup : nil
        default: nil
        }
    }

    /// The form of line that the options ask for (print_trace_line in kernel/trace/trace.c).
    private func lineForm(_ streams: [CPUStream], _ lines: LinePrinter, startNs: UInt64) -> (any TracerText)? {
        let options = style.options
        if options.binary { return RawLines(self, lines, .binary) }
        if options.hex { return RawLines(self, lines, .hex) }
        if options.raw { return RawLines(self, lines, .decimal) }
        let messages = options.tracePrintk && options.printkMessageOnly
        guard options.latencyFormat || options.fields || messages else { return nil }
        return FormattedLines(self, streams, lines, startNs: startNs)
    }
}
