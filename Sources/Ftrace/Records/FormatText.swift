/// An ordinary event: `name: `, then its print format.
final class FormatText: RecordText {
    private let prefix: Frozen<UInt8>
    private let plan: Plan
    var bytesMin: Int { plan.bytesMin }

    init(_ name: String, _ plan: Plan) {
        prefix = Frozen(Array(name.utf8) + [0x3a, 0x20])
        self.plan = plan
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put(prefix.base, prefix.count)
        plan.print(record, &text)
        text.put(UInt8(ascii: "\n"))
    }
}
