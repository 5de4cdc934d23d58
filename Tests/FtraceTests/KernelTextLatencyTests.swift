import Ftrace
import Testing

@Suite("Texts of latency tracers")
struct KernelTextLatencyTests {
    private func trace(_ name: String) throws -> LatencyTrace { try LatencyTrace(Reprint.fixture(name)) }

    @Test("An irqsoff text gives its header, its task, and where the section began and ended")
    func header() throws {
        let trace = try trace("arm64-6.1.192-irqsoff")
        #expect(trace.tracer == "irqsoff" && trace.faults.isEmpty && trace.unknownLines == 0)
        let header = try #require(trace.header)
        #expect(header.tracer == "irqsoff" && header.release == "6.1.192-vmlab")
        #expect(header.latencyUs == 35218 && header.entriesShown == 14 && header.entriesWritten == 14)
        #expect(header.cpu == 1 && header.preemptionModel == "preempt" && header.cpusOnline == 2)
        #expect(header.vp == 0 && header.kp == 0 && header.sp == 0 && header.hp == 0)
        #expect(header.startedAt == "hrtimer_start_range_ns" && header.endedAt == "hrtimer_start_range_ns")
        let task = try #require(header.task)
        #expect(task.comm == "ld-sig" && task.pid == 530)
        #expect(task.uid == 0 && task.nice == 0 && task.policy == 0 && task.rtPriority == 0)
    }

    @Test("Each line of the path gives task, CPU, flags, time, mark, function and caller, and the stack its frames")
    func path() throws {
        let trace = try trace("arm64-6.1.192-irqsoff")
        #expect(trace.entries.count == 14)
        let slow = trace.entries[9]
        #expect(slow.comm == "ld-sig" && slow.pid == 530 && slow.cpu == 1 && slow.line == 31)
        #expect(slow.flags.characters == "d..1." && slow.flags.irqsOff && slow.flags.preemptDepth == 1)
        #expect(slow.flags.migrateDisableDepth == 0 && slow.flags.preemptLazyDepth == nil)
        #expect(!slow.flags.needResched && !slow.flags.hardIRQ && !slow.flags.softIRQ && !slow.flags.nmi && !slow.flags.bhOff)
        #expect(slow.time.value == 12 && slow.time.mark == UInt8(ascii: "*") && slow.time.delayUsMin == 10000)
        #expect(slow.step == .function(name: "arch_timer_set_next_event_virt", parent: "clockevents_program_event"))
        let last = try #require(trace.entries.last)
        #expect(last.step == .stackTrace(user: false) && last.time.value == 35271 && last.time.mark == 0x20)
        #expect(last.stack.count == 11 && last.stack.first == "hrtimer_start_range_ns" && last.stack.last == "el0t_64_sync")
    }

    @Test("An x86 text has functions without a caller")
    func withoutParent() throws {
        let trace = try trace("x86_64-6.1.192-irqsoff")
        #expect(trace.header?.latencyUs == 2690 && trace.header?.startedAt == "_raw_spin_lock_irqsave")
        #expect(trace.header?.endedAt == "_raw_spin_unlock_irqrestore" && trace.header?.task?.comm == "ld-misc")
        #expect(trace.entries.count == 10 && trace.faults.isEmpty)
        #expect(trace.entries[0].step == .function(name: "_raw_spin_lock_irqsave", parent: nil))
        #expect(trace.entries[3].time.mark == UInt8(ascii: "#"))
        #expect(trace.entries[9].stack.last == "entry_SYSCALL_64_after_hwframe")
    }

    @Test("The graph form gives durations and depth beside the rest")
    func graph() throws {
        let trace = try trace("arm64-6.1.192-preemptoff_graph")
        #expect(trace.faults.isEmpty && trace.header?.latencyUs == 37962 && trace.header?.entriesShown == 637)
        #expect(trace.header?.startedAt == "irq_enter_rcu" && trace.header?.endedAt == "return_to_handler")
        #expect(trace.entries.count == 8)
        let leaf = trace.entries[0]
        #expect(leaf.comm == "true" && leaf.pid == 810 && leaf.cpu == 0 && leaf.time.value == 1)
        #expect(leaf.flags.hardIRQ && leaf.flags.irqsOff && leaf.flags.migrateDisableDepth == 0)
        #expect(leaf.step == .call("irq_enter_rcu();") && leaf.graph == LatencyGraph(depth: 0, durationNs: 0, mark: 0x20))
        #expect(trace.entries[1].step == .callEntered("do_interrupt_handler()") && trace.entries[1].graph?.durationNs == nil)
        #expect(trace.entries.prefix(3).map(\.step.function) == ["irq_enter_rcu", "do_interrupt_handler", nil])
        let left = trace.entries[2]
        #expect(left.step == .callReturned(nil) && left.graph?.durationNs == 37_687_770 && left.flags.needResched)
        #expect(trace.entries[4].step == .callEntered("preempt_count_sub()") && trace.entries[4].graph?.depth == 1)
        #expect(trace.entries[7].step == .stackTrace(user: false) && trace.entries[7].stack.count == 13)
    }

    @Test("A wakeup text tells who was woken and which switch ended the wait")
    func wakeup() throws {
        let trace = try trace("arm64-6.1.192-wakeup_nofunc")
        #expect(trace.header?.tracer == "wakeup" && trace.header?.task?.policy == 6 && trace.header?.startedAt == nil)
        #expect(trace.entries.count == 6 && trace.faults.isEmpty)
        guard case .wakeup(let woken) = trace.entries[0].step, case .taskSwitch(let next) = trace.entries[4].step else {
            return #expect(Bool(false), "the steps are \(trace.entries.map(\.step))")
        }
        #expect(woken.pid == 1078 && woken.priority == 120 && woken.state == "R" && woken.nextCPU == 0)
        #expect(woken.nextPid == 1077 && woken.nextPriority == 255 && woken.nextState == "R" && woken.nextComm == "ld-dls")
        #expect(next == woken)
        #expect(
            trace.entries[0].flags.needResched && trace.entries[0].flags.preemptResched && trace.entries[0].flags.preemptDepth == 4)
        #expect(trace.entries[1].stack.count == 28 && trace.entries[5].stack.count == 16)
        #expect(trace.entries[3].step == .function(name: "__schedule", parent: "preempt_schedule_irq"))
    }

    @Test("A long text has as many entries as its header says")
    func long() throws {
        let trace = try trace("arm64-6.1.192-wakeup_rt")
        #expect(trace.header?.latencyUs == 20570 && trace.entries.count == 978 && trace.header?.entriesShown == 978)
        #expect(trace.faults.isEmpty && trace.losses.isEmpty)
    }

    @Test("Another tracer's text in the latency format is read too, with its events")
    func events() throws {
        let trace = try trace("x86_64-7.2.13-latency_format")
        #expect(trace.tracer == "nop" && trace.header?.preemptionModel == "PREEMPT(lazy)" && trace.header?.task?.comm == "")
        #expect(trace.faults.isEmpty)
        #expect(trace.entries.first?.comm == "<idle>" && trace.entries.first?.pid == 0)
        #expect(trace.entries.first?.step == .event(name: "softirq_raise", text: "vec=7 [action=SCHED]"))
    }

    @Test(
        "Every entry printed again from its values is the line it was read from",
        arguments: [
            "arm64-6.1.192-irqsoff", "x86_64-6.1.192-irqsoff", "arm64-6.1.192-preemptoff_graph", "arm64-6.1.192-wakeup_nofunc",
            "arm64-6.1.192-wakeup_rt", "x86_64-7.2.13-latency_format", "arm64-6.1.192-all-latency_verbose",
            "arm64-6.1.192-all-irqsoff_graph", "arm64-6.1.192-all-irqsoff_nolatency",
        ])
    func roundTrip(_ name: String) throws {
        try Reprint.compare(Reprint.fixture(name))
    }
}
