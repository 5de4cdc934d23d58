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
        text.endPiece()
        text.put(": ")
        printMessage(record, &text)
    }

    /// The text alone, which brings its own newline or has none.
    func printMessage(_ record: Record, _ text: inout TextBuffer) {
        record.printString(start, &text)
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

    /// The string alone. The kernel adds no newline; one is added to the address that stands for a string nobody kept.
    func printMessage(_ record: Record, _ text: inout TextBuffer) {
        let address = UInt64(bitPattern: string.load(record))
        context.strings.print(address, &text)
        if context.strings[address] == nil { text.put("\n") }
    }
}
