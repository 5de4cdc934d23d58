/// How the records of one event are printed: by a plan, or by code of its own.
final class EventText: Sendable {
    /// The hot way: steps that `Plan.print` walks.
    let plan: Plan?
    private let other: (any RecordText)?
    let bytesMin: Int
    /// Only listed field by field, since nothing better is known.
    let isList: Bool
    /// Bytes that the kernel prints as a piece of their own before all else: "event: ".
    let headBytes: Int

    init(_ plan: Plan, headBytes: Int = 0) {
        self.plan = plan
        self.headBytes = headBytes
        other = nil
        bytesMin = plan.bytesMin
        isList = false
    }

    init(_ other: any RecordText) {
        plan = nil
        headBytes = 0
        self.other = other
        bytesMin = other.bytesMin
        isList = other.isList
    }

    /// Prints what follows the line's context, the newline included, of a record of at least `bytesMin` bytes.
    func print(_ record: Record, _ text: inout TextBuffer) {
        if let plan { plan.print(record, &text) } else { other?.print(record, &text) }
    }

    /// What the record says besides where it came from: the messages of trace_printk and trace_marker stand alone.
    func printMessage(_ record: Record, _ text: inout TextBuffer) {
        if let plan { plan.print(record, &text) } else { other?.printMessage(record, &text) }
    }
}
