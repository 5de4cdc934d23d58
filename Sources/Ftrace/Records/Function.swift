/// A traced function (trace_fn_trace in kernel/trace/trace_output.c): `function <-caller`.
final class FunctionText: RecordText {
    private let context: TextContext
    private let ip, parent: IntegerField
    let bytesMin: Int

    init?(_ format: Format, _ context: TextContext) {
        guard let ip = IntegerField(format, "ip"), let parent = IntegerField(format, "parent_ip") else { return nil }
        self.ip = ip
        self.parent = parent
        self.context = context
        bytesMin = max(8, ip.end, parent.end)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        context.printFunction(UInt64(bitPattern: ip.load(record)), &text)
        let caller = UInt64(bitPattern: parent.load(record))
        if context.options.printParent && caller != 0 {
            text.put(" <-")
            context.printFunction(caller, &text)
        }
        text.put("\n")
    }
}
