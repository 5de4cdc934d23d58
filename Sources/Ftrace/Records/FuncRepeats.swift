/// A function called over and over, counted instead of recorded (trace_func_repeats_print in kernel/trace/trace_output.c).
final class FuncRepeatsText: RecordText {
    private let context: TextContext
    private let ip, parent, count, deltaHigh, deltaLow: IntegerField
    let bytesMin: Int

    init?(_ format: Format, _ context: TextContext) {
        guard let ip = IntegerField(format, "ip"), let parent = IntegerField(format, "parent_ip"),
            let count = IntegerField(format, "count"), let high = IntegerField(format, "top_delta_ts"),
            let low = IntegerField(format, "bottom_delta_ts")
        else { return nil }
        self.context = context
        self.ip = ip
        self.parent = parent
        self.count = count
        deltaHigh = high
        deltaLow = low
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        context.printFunction(UInt64(bitPattern: ip.load(record)), &text)
        let caller = UInt64(bitPattern: parent.load(record))
        if context.options.printParent && caller != 0 {
            text.put(" <-")
            context.printFunction(caller, &text)
        }
        text.put(" (repeats: ")
        text.putDecimal(UInt64(bitPattern: count.load(record)))
        text.put(", last_ts:")
        let delta = UInt64(bitPattern: deltaHigh.load(record)) << 32 | UInt64(bitPattern: deltaLow.load(record))
        context.time.print(record.timeNs &- delta, &text)
        text.put(")\n")
    }
}
