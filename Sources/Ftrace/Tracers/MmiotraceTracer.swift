/// The tracer mmiotrace: lines of its own for accesses, mappings and marks; nothing for any other record
/// (mmio_print_line in kernel/trace/trace_mmiotrace.c). VERSION and PCIDEV lines exist in trace_pipe only.
final class MmiotraceTracerText: TracerText {
    private let records: [Int: MmiotraceText]
    private let print: PrintText?
    private let printID: Int

    init(_ decoder: Decoder) {
        var records: [Int: MmiotraceText] = [:]
        let mark = decoder.formatSet.format("ftrace", "print")
        for name: StaticString in ["mmiotrace_rw", "mmiotrace_map"] {
            if let format = decoder.formatSet.format("ftrace", name) { records[format.id] = MmiotraceText(format) }
        }
        self.records = records
        print = mark.flatMap { PrintText($0, decoder.context) }
        printID = mark?.id ?? -1
    }

    func print(_ stream: CPUStream, _ text: inout TextBuffer) throws -> Bool {
        let record = stream.record
        guard record.count >= 8 else { return false }
        if record.id == printID, let print, record.count >= print.bytesMin {
            text.put("MARK ")
            MmiotraceText.time(record, &text)
            text.put(" ")
            print.printMessage(record, &text)
        } else if let access = records[record.id] {
            guard record.count >= access.bytesMin else { return false }
            access.printLine(record, &text)
        }
        return true
    }
}
