/// What somebody wrote into trace_marker (trace_print_print): the place it came from, then the text up to its zero.
final class PrintText: RecordText {
    private let context: TextContext
    private let ip: IntegerField
    private let start: Int
    var bytesMin: Int { max(8, start, ip.end) }

    init?(_ format: Format, _ context: TextContext) {
        guard let ip = IntegerField(format, "ip"), let buffer = format.field("buf") else { return nil }
        self.context = context
        self.ip = ip
        start = buffer.offset
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        context.printFunction(UInt64(bitPattern: ip.load(record)), &text)
        text.put(": ")
        printMessage(record, &text)
    }

    func printMessage(_ record: Record, _ text: inout TextBuffer) {
        var end = start
        while end < record.count, record.u8(end) != 0 { end += 1 }
        text.put(record.base + start, end - start)
    }
}

/// trace_puts of a constant string (trace_bputs_print): only its address was recorded.
final class BputsText: RecordText {
    private let context: TextContext
    private let ip, string: IntegerField
    var bytesMin: Int { max(8, string.end, ip.end) }

    init?(_ format: Format, _ context: TextContext) {
        guard let ip = IntegerField(format, "ip"), let string = IntegerField(format, "str") else { return nil }
        self.context = context
        self.ip = ip
        self.string = string
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        context.printFunction(UInt64(bitPattern: ip.load(record)), &text)
        text.put(": ")
        printMessage(record, &text)
    }

    func printMessage(_ record: Record, _ text: inout TextBuffer) {
        let mark = text.count
        context.strings.print(UInt64(bitPattern: string.load(record)), &text)
        if text.last(from: mark) != UInt8(ascii: "\n") { text.put("\n") }
    }
}
