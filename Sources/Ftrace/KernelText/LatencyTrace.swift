/// The `trace` or `snapshot` text of a latency tracer (irqsoff, preemptoff, preemptirqsoff, wakeup, wakeup_rt, wakeup_dl) as
/// values: kernel/trace/trace_irqsoff.c, trace_sched_wakeup.c, and trace.c and trace_output.c for the lines. Of its maximum the
/// kernel gives out nothing but this text. Other tracers' texts in the latency format are read as well, but for function_graph's own.
public struct LatencyTrace: Equatable, Sendable {
    /// The text itself, unchanged: a report prints this.
    public let text: [UInt8]
    /// From "# tracer: irqsoff"; nil when the text has no such line.
    public private(set) var tracer: String?
    /// nil while nothing has been measured yet: the kernel prints no header for an empty buffer.
    public private(set) var header: LatencyHeader?
    public private(set) var entries: [LatencyEntry] = []
    /// Where records are missing.
    public private(set) var losses: [LatencyLoss] = []
    /// Where the graph form shows that a CPU went from one task to another.
    public private(set) var handovers: [LatencyHandover] = []
    /// Lines that are no comment and of no known form; each is a fault as well.
    public private(set) var unknownLines = 0
    public private(set) var faults = KernelText.Faults()

    private var legend: [ContextFlags.Column] = []

    /// - Throws: `.tooLarge`. Everything else that is wrong with a text stands in `faults`.
    public init(_ text: [UInt8]) throws(KernelText.Refusal) {
        self.text = text
        var found = KernelText.Faults()
        try KernelText.eachLine(text, &found) { line, number, faults in read(line, number, &faults) }
        faults = found
    }

    private mutating func read(_ line: ArraySlice<UInt8>, _ number: Int, _ faults: inout KernelText.Faults) {
        if line.first == UInt8(ascii: "#"), let expected = comment(line) {
            faults.add(line: number, expected)
        } else if line.first == UInt8(ascii: "#") || line.isEmpty || line.hasPrefix(LatencyHandover.frame) {
            return
        } else if let handover = LatencyHandover(line, before: entries.count) {
            handovers.append(handover)
        } else if line.hasPrefix(" => ") {
            frame(line.dropFirst(4), number, &faults)
        } else if let loss = LatencyLoss(line, before: entries.count) {
            losses.append(loss)
        } else if let entry = LatencyLine.plain(line, number: number, legend: legend)
            ?? LatencyLine.graph(line, number: number, legend: legend) ?? LatencyLine.verbose(line, number: number)
            ?? LatencyLine.ordinary(line, number: number, legend: legend)
        {
            entries.append(entry)
        } else {
            unknownLines += 1
            faults.add(line: number, "an entry of a latency trace")
        }
    }

    /// Reads what a line of the header says; returns what was expected when it is damaged.
    private mutating func comment(_ line: ArraySlice<UInt8>) -> String? {
        let text = line.dropFirst().trimmed
        if text.hasPrefix("tracer: ") {
            tracer = text.dropFirst(8).string
        } else if text.firstIndex(of: " latency trace v") != nil {
            var header = LatencyHeader()
            guard header.readTitle(text) else { return "\"TRACER latency trace vVERSION on RELEASE\"" }
            self.header = header
        } else if text.hasPrefix("latency: ") {
            guard header?.readLatency(text) == true else { return "\"latency: N us, #N/N, CPU#N | (M:…)\" below a title" }
        } else if text.hasPrefix("| task: ") {
            guard let task = LatencyTask(text.dropFirst(8)), header != nil else {
                return "\"task: COMM-PID (uid:…)\" below a title"
            }
            header?.task = task
        } else if text.hasPrefix("=> started at: ") {
            header?.startedAt = text.dropFirst(15).string
        } else if text.hasPrefix("=> ended at: ") {
            header?.endedAt = text.dropFirst(13).trimmed.string
        } else if let arrow = text.firstIndex(of: "-=> "), legend.count < 8,
            let column = ContextFlags.Column(legend: text[(arrow + 4)...])
        {
            legend.append(column)
        }
        return nil
    }

    private mutating func frame(_ frame: ArraySlice<UInt8>, _ number: Int, _ faults: inout KernelText.Faults) {
        guard let last = entries.indices.last, case .stackTrace = entries[last].step else {
            unknownLines += 1
            return faults.add(line: number, "a stack's frame only below \"<stack trace>\"")
        }
        entries[last].stack.append(frame.string)
    }
}
