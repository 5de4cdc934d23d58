/// The option printk-msg-only: what was printed into the trace comes without context (print_trace_line in
/// kernel/trace/trace.c), unless the tracer has lines of its own for it.
final class MessageOnlyText: TracerText {
    private let tracer: (any TracerText)?
    private let messages: [Int: any MessageText]

    init(_ tracer: (any TracerText)?, _ decoder: Decoder) {
        self.tracer = tracer
        var messages: [Int: any MessageText] = [:]
        let (formats, context) = (decoder.formatSet, decoder.context)
        if let format = formats.format("ftrace", "print") { messages[format.id] = PrintText(format, context) }
        if let format = formats.format("ftrace", "bputs") { messages[format.id] = BputsText(format, context) }
        if let format = formats.format("ftrace", "bprint") { messages[format.id] = BprintText(format, context) }
        self.messages = messages
    }

    func header(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) -> Bool {
        tracer?.header(&text, entries: entries, empty: empty) ?? false
    }

    func print(_ stream: CPUStream, _ text: inout TextBuffer) throws -> Bool {
        if let tracer, try tracer.print(stream, &text) { return true }
        let record = stream.record
        guard record.count >= 8, let message = messages[record.id], record.count >= message.bytesMin else { return false }
        message.printMessage(record, &text)
        return true
    }
}
