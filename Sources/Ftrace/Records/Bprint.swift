/// trace_printk with arguments (trace_bprint_print in kernel/trace/trace_output.c): the address of the format, then the
/// arguments as vbin_printf packed them.
final class BprintText: RecordText {
    private let context: TextContext
    private let ip, format: IntegerField
    private let start: Int
    private let formats: [UInt64: BinaryFormat]
    var bytesMin: Int { max(8, start, ip.end, format.end) }

    init?(_ format: Format, _ context: TextContext) {
        guard let ip = IntegerField(format, "ip"), let address = IntegerField(format, "fmt"), let buffer = format.field("buf")
        else { return nil }
        self.context = context
        self.ip = ip
        self.format = address
        start = buffer.offset
        formats = context.strings.all.mapValues { BinaryFormat($0, context) }
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        context.printFunction(UInt64(bitPattern: ip.load(record)), &text)
        text.put(": ")
        printMessage(record, &text)
    }

    /// The message alone, which brings its own newline or has none. A format that nobody kept is printed as its address.
    func printMessage(_ record: Record, _ text: inout TextBuffer) {
        let address = UInt64(bitPattern: format.load(record))
        if let format = formats[address] {
            format.print(record, from: start, &text)
        } else {
            context.strings.print(address, &text)
            text.put("\n")
        }
    }
}
