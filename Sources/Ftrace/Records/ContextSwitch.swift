/// The switches and wakeups of the wakeup tracers (trace_ctxwake_print in kernel/trace/trace_output.c).
final class ContextSwitchText: RecordText {
    private let context: TextContext
    private let sign: StaticString
    private let previous, next: Side
    private let cpu: IntegerField
    let bytesMin: Int

    private struct Side {
        let pid, priority, state: IntegerField

        init?(_ format: Format, _ prefix: String) {
            guard let pid = IntegerField(format, "\(prefix)_pid"), let priority = IntegerField(format, "\(prefix)_prio"),
                let state = IntegerField(format, "\(prefix)_state")
            else { return nil }
            self.pid = pid
            self.priority = priority
            self.state = state
        }
    }

    /// task_index_to_char in include/linux/sched.h.
    private static let states = Array("RSDTtXZPI".utf8)

    /// - Parameter sign: "==>" between the tasks of a switch, "  +" before a woken one.
    init?(_ format: Format, _ context: TextContext, sign: StaticString) {
        guard let previous = Side(format, "prev"), let next = Side(format, "next"), let cpu = IntegerField(format, "next_cpu")
        else { return nil }
        self.context = context
        self.sign = sign
        self.previous = previous
        self.next = next
        self.cpu = cpu
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put(" ")
        print(previous, record, &text)
        text.put(" ")
        text.put(sign)
        text.put(" [")
        text.putDecimal(UInt64(bitPattern: cpu.load(record)) & 0xffff_ffff, width: 3, with: 0x30)
        text.put("] ")
        print(next, record, &text)
        text.put(" ")
        text.put(context.tasks.name(Int32(truncatingIfNeeded: next.pid.load(record))))
        text.put("\n")
    }

    private func print(_ side: Side, _ record: Record, _ text: inout TextBuffer) {
        text.putDecimal(Int64(Int32(truncatingIfNeeded: side.pid.load(record))), width: 7)
        text.put(":")
        text.putDecimal(side.priority.load(record), width: 3)
        text.put(":")
        let state = side.state.load(record)
        text.put(state >= 0 && state < Self.states.count ? Self.states[Int(state)] : UInt8(ascii: "?"))
    }
}
