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

extension Plan {
    /// The same as steps, where the options ask for nothing but names.
    static func function(_ format: Format, _ context: TextContext) -> Plan? {
        let options = context.options
        guard !options.symbolOffset, !options.symbolAddress, format.field("args") == nil, let ip = IntegerField(format, "ip"),
            let parent = IntegerField(format, "parent_ip")
        else { return nil }
        var steps = [Step(kind: .function, field: ip)]
        if options.printParent { steps.append(Step(kind: .caller, field: parent)) }
        steps.append(Step(kind: .literal, a: 0, b: 1))
        return Plan(steps: steps, nodes: [], table: [], pool: [0x0a], bytesMin: 8, context: context)
    }
}
