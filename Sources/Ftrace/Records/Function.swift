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
