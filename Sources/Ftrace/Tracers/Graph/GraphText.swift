/// The function_graph tracer's lines, and those of latency tracers with the option display-graph
/// (print_graph_function_flags in kernel/trace/trace_functions_graph.c).
final class GraphText: TracerText {
    private let decoder: Decoder
    private let lines: LinePrinter
    private let columns: GraphColumns
    private let options: GraphOptions
    private let calls: GraphCallText
    private let entries: [GraphEntryFields]
    private let exit: GraphExitFields
    /// Records that stay ordinary lines: those of function and kernel_stack.
    private let ordinary: [Int]
    /// By CPU number.
    private var states: [Int: GraphState] = [:]

    /// Nil when the capture has no formats of graph records.
    init?(_ options: GraphOptions, _ decoder: Decoder, _ lines: LinePrinter, startNs: UInt64, cpuMax: Int) {
        let formats = decoder.formats.filter { $0.system == "ftrace" }
        guard let exit = formats.first(where: { $0.name == "funcgraph_exit" }).flatMap(GraphExitFields.init) else { return nil }
        self.decoder = decoder
        self.lines = lines
        self.options = options
        self.exit = exit
        entries = formats.filter { $0.name == "funcgraph_entry" || $0.name == "fgraph_retaddr_entry" }
            .compactMap(GraphEntryFields.init)
        ordinary = formats.filter { $0.name == "function" || $0.name == "kernel_stack" }.map(\.id)
        columns = GraphColumns(options, decoder, startNs: startNs, cpuMax: cpuMax)
        calls = GraphCallText(options, exit, decoder)
    }

    func header(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) -> Bool {
        decoder.style.tracerLine(&text)
        guard decoder.style.options.contextInfo else { return true }
        if decoder.style.options.latencyFormat {
            if empty { return true }
            decoder.style.latencySummary(&text, entries: entries)
        }
        columns.header(&text)
        return true
    }

    func print(_ stream: CPUStream, _ text: inout TextBuffer) throws -> Bool {
        let record = stream.record
        guard record.count >= decoder.style.bytesMin else { return false }
        let id = record.id
        if id == exit.id, record.count >= exit.bytesMin {
            leave(record, stream.cpu, &text)
            return true
        }
        if let fields = entries.first(where: { $0.id == id }), record.count >= fields.bytesMin {
            try enter(fields, stream, &text)
            return true
        }
        if ordinary.contains(id) { return false }
        return comment(record, stream.cpu, &text)
    }

    private func enter(_ fields: GraphEntryFields, _ stream: CPUStream, _ text: inout TextBuffer) throws {
        // The record's bytes may move while its return is looked for.
        _ = try stream.peek()
        let record = stream.record
        let cpu = stream.cpu
        let call = fields.decode(record)
        if isHidden(entering: call, &states[cpu, default: GraphState()]) { return }
        changeTask(record, cpu, &text)
        columns.arrow(.enter, call.function, record, cpu, &text)
        columns.context(record, cpu, &text)
        guard let exit = try leaf(call, record, stream) else {
            states[cpu, default: GraphState()].enter(call)
            columns.noDuration(&text)
            return calls.nested(call, fields, record, &text)
        }
        states[cpu, default: GraphState()].leaf(call)
        columns.duration(exit.durationNs, &text)
        calls.leaf(call, exit, fields, record, &text)
        columns.arrow(.leave, exit.function, record, cpu, &text)
        // Its return is told: the next record is the one behind it.
        lines.takenRecords += 1
        _ = try stream.advance()
    }

    /// get_return_for_leaf: the next record of this CPU, when it is the return of this very call.
    private func leaf(_ call: GraphCall, _ record: Record, _ stream: CPUStream) throws -> GraphReturn? {
        guard let next = try stream.peek(), next.count >= max(exit.bytesMin, decoder.style.bytesMin), next.id == exit.id,
            decoder.style.pid(next) == decoder.style.pid(record)
        else { return nil }
        let found = exit.decode(next)
        return found.function == call.function ? found : nil
    }

    private func leave(_ record: Record, _ cpu: Int, _ text: inout TextBuffer) {
        let found = exit.decode(record)
        if isHidden(leaving: found, &states[cpu, default: GraphState()]) { return }
        let matches = states[cpu, default: GraphState()].leave(found)
        changeTask(record, cpu, &text)
        columns.context(record, cpu, &text)
        columns.duration(found.durationNs, &text)
        calls.end(found, named: !matches, &text)
        if options.overrun {
            text.put(" (Overruns: ")
            text.putDecimal(UInt64(found.overrun))
            text.put(")\n")
        }
        columns.arrow(.leave, found.function, record, cpu, &text)
    }

    /// print_graph_comment: any other record, between the signs of a comment. False for an unknown one, whose ordinary
    /// line follows in the kernel too.
    private func comment(_ record: Record, _ cpu: Int, _ text: inout TextBuffer) -> Bool {
        let depth = states[cpu, default: GraphState()].depth
        changeTask(record, cpu, &text)
        columns.context(record, cpu, &text)
        columns.noDuration(&text)
        if depth > 0 { text.fill(0x20, (depth + 1) * GraphCallText.indent) }
        text.put("/* ")
        guard lines.isKnown(record) else { return false }
        let mark = text.count
        lines.printMessage(record, &text)
        if text.last(from: mark) == UInt8(ascii: "\n") { text.cut(to: text.count - 1) }
        text.put(" */\n")
        return true
    }

    private func changeTask(_ record: Record, _ cpu: Int, _ text: inout TextBuffer) {
        let pid = decoder.style.pid(record)
        let before = states[cpu, default: GraphState()].pid
        guard before != pid else { return }
        states[cpu, default: GraphState()].pid = pid
        if let before { columns.taskChange(before, pid, cpu, &text) }
    }

    /// check_irq_entry: interrupts are not shown, and this call is theirs.
    private func isHidden(entering call: GraphCall, _ state: inout GraphState) -> Bool {
        if options.interrupts { return false }
        if state.interruptDepth != nil { return true }
        guard columns.isInterrupt(call.function), call.depth >= 0 else { return false }
        state.interruptDepth = call.depth
        return true
    }

    /// check_irq_return.
    private func isHidden(leaving exit: GraphReturn, _ state: inout GraphState) -> Bool {
        guard !options.interrupts, let depth = state.interruptDepth else { return false }
        if depth >= exit.depth { state.interruptDepth = nil }
        return true
    }
}
