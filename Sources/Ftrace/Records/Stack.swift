/// A kernel stack (trace_stack_print in kernel/trace/trace_output.c): addresses to the end of the record.
final class StackText: RecordText {
    private let context: TextContext
    private let callers: Int
    private let addressBytes: UInt8
    var bytesMin: Int { callers }

    init?(_ format: Format, _ context: TextContext) {
        guard let field = format.field("caller") else { return nil }
        self.context = context
        callers = field.offset
        addressBytes = UInt8(context.geometry.longBytes)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put("<stack trace>\n")
        text.endPiece()
        var offset = callers
        while offset + Int(addressBytes) <= record.count {
            let address = record.load(offset, bytes: addressBytes, signed: true)
            // ULONG_MAX ends the trace early; one less marks ftrace's own trampoline (FTRACE_TRAMPOLINE_MARKER).
            if address == -1 { return }
            text.put(" => ")
            text.endPiece()
            if address == Self.trampoline { text.put("[FTRACE TRAMPOLINE]") } else { symbol(address, &text) }
            text.endPiece()
            text.put("\n")
            text.endPiece()
            offset += Int(addressBytes)
        }
    }

    /// FTRACE_TRAMPOLINE_MARKER is INT_MAX as unsigned long.
    private static let trampoline = Int64(Int32.max)

    private func symbol(_ address: Int64, _ text: inout TextBuffer) {
        let mask = addressBytes == 8 ? UInt64.max : UInt64(UInt32.max)
        context.printFunction(UInt64(bitPattern: address) & mask, &text)
    }
}
