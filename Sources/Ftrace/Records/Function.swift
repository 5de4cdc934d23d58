/// A traced function (trace_fn_trace in kernel/trace/trace_output.c): `function <-caller`, from 6.15 on also
/// `function(name=0x1) <-caller`.
final class FunctionText: RecordText {
    private let context: TextContext
    private let ip, parent: IntegerField
    /// Where the arguments begin, in kernels that record them.
    private let arguments: Int?
    let bytesMin: Int

    init?(_ format: Format, _ context: TextContext) {
        guard let ip = IntegerField(format, "ip"), let parent = IntegerField(format, "parent_ip") else { return nil }
        self.ip = ip
        self.parent = parent
        self.context = context
        arguments = format.field("args").flatMap { $0.kind == .tail ? $0.offset : nil }
        bytesMin = max(8, ip.end, parent.end)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        let address = UInt64(bitPattern: ip.load(record))
        context.printFunction(address, &text)
        if let arguments { context.printArguments(address, record, at: arguments, &text) }
        let caller = UInt64(bitPattern: parent.load(record))
        if context.options.printParent && caller != 0 {
            text.put(" <-")
            context.printFunction(caller, &text)
        }
        text.put("\n")
    }
}
