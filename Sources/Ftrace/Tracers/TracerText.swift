/// A tracer that prints lines in its own way (`print_line` and `print_header` of struct tracer, kernel/trace/trace.h).
/// Made for each report, so it may keep state from record to record.
protocol TracerText: AnyObject {
    /// Whether `print` is worth asking; false for a tracer with a header of its own and nothing more.
    var printsLines: Bool { get }
    /// Prints the "#" lines at the top; false leaves them to the ordinary header.
    func header(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) -> Bool
    /// Prints all that belongs to the record that the stream stands at; false leaves it to the ordinary line. It may
    /// look at the CPU's next record with `peek`, and take it with `advance` when it printed both.
    func print(_ stream: CPUStream, _ text: inout TextBuffer) throws -> Bool
}

extension TracerText {
    var printsLines: Bool { true }
    func header(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) -> Bool { false }
}

extension Decoder {
    /// The printer of the capture's tracer, for one report; nil when its lines are the ordinary ones.
    func tracerText() -> (any TracerText)? {
        let tracer: (any TracerText)? =
            switch style.tracer {
            case "blk": BlkTracerText(self)
            case "mmiotrace": MmiotraceTracerText(self)
            case "osnoise": HeadedTracerText(osnoise: self)
            case "timerlat": HeadedTracerText(timerlat: self)
            case "branch": HeadedTracerText(style, HeadedTracerText.branch)
            default: nil
            }
        guard style.options.tracePrintk && style.options.printkMessageOnly else { return tracer }
        return MessageOnlyText(tracer, self)
    }
}
