/// A user stack (trace_user_stack_print in kernel/trace/trace_output.c). With sym-userobj the kernel would look up the
/// file in the task's memory map; what it prints of a task that is gone is the address alone.
final class UserStackText: RecordText {
    private let callers: Range<Int>
    private let addressBytes: UInt8
    let bytesMin: Int

    init?(_ format: Format, _ context: TextContext) {
        guard let field = format.field("caller"), field.bytes > 0 else { return nil }
        callers = field.offset..<(field.offset + field.bytes)
        addressBytes = UInt8(context.geometry.longBytes)
        bytesMin = max(8, field.offset)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put("<user stack trace>\n")
        text.endPiece()
        var offset = callers.lowerBound
        while offset + Int(addressBytes) <= min(callers.upperBound, record.count) {
            let address = record.load(offset, bytes: addressBytes, signed: false)
            if address == 0 { return }
            text.put(" =>  <")
            text.putHex(UInt64(bitPattern: address), digits: Int(addressBytes) * 2)
            text.put(">\n")
            text.endPiece()
            offset += Int(addressBytes)
        }
    }
}
