/// Lines whose context or body the options change: the latency format, records as lists of fields, messages alone
/// (print_trace_line and print_trace_fmt in kernel/trace/trace.c).
final class FormattedLines: TracerText {
    private let decoder: Decoder
    private let streams: [CPUStream]
    private let lines: LinePrinter
    /// Nil when lines begin as ordinary ones.
    private let latency: LatencyStyle?
    /// By id; nil when records print their own text.
    private let lists: [Int: EventFields]?
    /// Ids whose message stands alone on its line.
    private let messages: [Int]

    init(_ decoder: Decoder, _ streams: [CPUStream], _ lines: LinePrinter, startNs: UInt64) {
        self.decoder = decoder
        self.streams = streams
        self.lines = lines
        let options = decoder.style.options
        latency =
            options.latencyFormat ? LatencyStyle(style: decoder.style, tasks: decoder.tasks, startNs: startNs) : nil
        lists =
            options.fields
            ? Dictionary(decoder.formats.map { ($0.id, EventFields($0, decoder)) }, uniquingKeysWith: { first, _ in first }) : nil
        messages =
            options.tracePrintk && options.printkMessageOnly
            ? decoder.formats.filter { $0.system == "ftrace" && ["bputs", "bprint", "print"].contains($0.name) }.map(\.id) : []
    }

    var isRepeatable: Bool { true }

    func print(_ stream: CPUStream, _ text: inout TextBuffer) throws -> Bool {
        // The record's bytes may move while the next one is looked for.
        let next = latency != nil ? try nextTimeNs(stream) : 0
        let record = stream.record
        guard record.count >= decoder.style.bytesMin else { return false }
        if messages.contains(record.id) {
            lines.printMessage(record, &text)
            return true
        }
        guard latency != nil || lists != nil else { return false }
        lines.start(stream, &text)
        if decoder.style.options.contextInfo {
            if let latency {
                latency.context(record, cpu: stream.cpu, index: lines.index, nextTimeNs: next, &text)
            } else {
                decoder.style.context(record, cpu: stream.cpu, decoder.tasks, &text)
            }
            text.endPiece()
        }
        if let list = lists?[record.id] {
            list.print(record, &text)
        } else {
            lines.printBody(record, &text)
        }
        return true
    }

    /// When the record that follows was written, whichever CPU it is on (trace_find_next_entry).
    private func nextTimeNs(_ stream: CPUStream) throws -> UInt64 {
        var next = try stream.peek()?.timeNs
        for other in streams where other !== stream && other.hasRecord {
            next = min(next ?? .max, other.timeNs)
        }
        return next ?? stream.record.timeNs
    }
}
