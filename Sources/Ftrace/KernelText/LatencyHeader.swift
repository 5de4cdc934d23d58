/// What the header of a latency tracer's text says (print_trace_header in kernel/trace/trace.c).
public struct LatencyHeader: Equatable, Sendable {
    /// "irqsoff", "wakeup_rt" …, and the kernel's release, from "# irqsoff latency trace v1.1.5 on 6.1.192".
    public internal(set) var tracer = ""
    public internal(set) var release = ""
    /// The maximum that the text shows, rounded to microseconds.
    public internal(set) var latencyUs: UInt64 = 0
    /// "#14/14": entries in the buffer, and entries that were written to it.
    public internal(set) var entriesShown: UInt64 = 0
    public internal(set) var entriesWritten: UInt64 = 0
    public internal(set) var cpu = 0
    /// "server", "desktop", "preempt", "preempt_rt", "PREEMPT(lazy)" …
    public internal(set) var preemptionModel = ""
    /// The four numbers the kernel keeps for later use; all are 0.
    public internal(set) var vp = 0
    public internal(set) var kp = 0
    public internal(set) var sp = 0
    public internal(set) var hp = 0
    /// CPUs that were online; nil on kernels without SMP.
    public internal(set) var cpusOnline: Int?
    public internal(set) var task: LatencyTask?
    /// Where the section began and ended, as the options print symbols; nil for the wakeup tracers.
    public internal(set) var startedAt: String?
    public internal(set) var endedAt: String?
}

/// The task that was running, or was woken up, when the maximum was measured.
public struct LatencyTask: Equatable, Sendable {
    /// At most 16 bytes; it may hold spaces, dashes and brackets.
    public let comm: String
    public let pid: Int
    public let uid: Int
    public let nice: Int
    /// SCHED_NORMAL 0, FIFO 1, RR 2, BATCH 3, IDLE 5, DEADLINE 6 (uapi/linux/sched.h).
    public let policy: Int
    public let rtPriority: Int

    /// "ld-sig-530 (uid:0 nice:0 policy:0 rt_prio:0)". The name may hold anything, so it is read from the right.
    init?(_ text: ArraySlice<UInt8>) {
        guard let open = text.lastIndex(of: " (uid:"), let dash = text[..<open].lastIndex(of: UInt8(ascii: "-")) else { return nil }
        var number = LineCursor(text[(dash + 1)..<open])
        var rest = LineCursor(text[open...])
        guard let pid = number.integer(Int.self), number.isAtEnd,
            rest.skip(" (uid:"), let uid = rest.integer(Int.self),
            rest.skip(" nice:"), let nice = rest.integer(Int.self),
            rest.skip(" policy:"), let policy = rest.integer(Int.self),
            rest.skip(" rt_prio:"), let rtPriority = rest.integer(Int.self), rest.skip(")")
        else { return nil }
        comm = text[..<dash].string
        (self.pid, self.uid, self.nice, self.policy, self.rtPriority) = (pid, uid, nice, policy, rtPriority)
    }
}

extension LatencyHeader {
    /// "irqsoff latency trace v1.1.5 on 6.1.192", without the "# ".
    mutating func readTitle(_ text: ArraySlice<UInt8>) -> Bool {
        var cursor = LineCursor(text)
        guard let tracer = cursor.take(before: " latency trace v"), cursor.take(before: " on ") != nil else { return false }
        self.tracer = tracer.string
        release = cursor.rest.string
        return true
    }

    /// "latency: 35218 us, #14/14, CPU#1 | (M:preempt VP:0, KP:0, SP:0 HP:0 #P:2)", without the "# ".
    mutating func readLatency(_ text: ArraySlice<UInt8>) -> Bool {
        var cursor = LineCursor(text)
        guard cursor.skip("latency: "), let latency = cursor.unsigned(),
            cursor.skip(" us, #"), let shown = cursor.unsigned(),
            cursor.skip("/"), let written = cursor.unsigned(),
            cursor.skip(", CPU#"), let cpu = cursor.integer(Int.self),
            cursor.skip(" | (M:"), let model = cursor.take(before: " VP:"), let vp = cursor.integer(Int.self),
            cursor.skip(", KP:"), let kp = cursor.integer(Int.self),
            cursor.skip(", SP:"), let sp = cursor.integer(Int.self),
            cursor.skip(" HP:"), let hp = cursor.integer(Int.self)
        else { return false }
        if cursor.skip(" #P:") {
            guard let online = cursor.integer(Int.self) else { return false }
            cpusOnline = online
        }
        guard cursor.skip(")"), cursor.isAtEnd else { return false }
        (latencyUs, entriesShown, entriesWritten, self.cpu) = (latency, shown, written, cpu)
        (preemptionModel, self.vp, self.kp, self.sp, self.hp) = (model.string, vp, kp, sp, hp)
        return true
    }
}
