/// The tracer blk: no header of its own but in the classic form, which is a whole line per record
/// (blk_tracer_print_header and blk_tracer_print_line in kernel/trace/blktrace.c).
final class BlkTracerText: TracerText {
    private let style: LineStyle
    private let text: BlkText
    private let id: Int?

    init(_ decoder: Decoder) {
        style = decoder.style
        text = BlkText(decoder.context)
        id = BlkText.id(decoder.formatSet)
    }

    var printsLines: Bool { style.options.blkClassic }

    func header(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) -> Bool {
        style.title(&text)
        if style.options.blkClassic {
            text.put("# DEV   CPU TIMESTAMP     PID ACT FLG\n#  |     |     |           |   |   |\n")
        }
        return true
    }

    func print(_ stream: CPUStream, _ text: inout TextBuffer) throws -> Bool {
        guard style.options.blkClassic, stream.record.count >= 8, stream.record.id == id else { return false }
        self.text.printClassic(stream.record, cpu: stream.cpu, &text)
        return true
    }
}
