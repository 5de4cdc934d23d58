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
        ])
    func roundTrip(_ name: String) throws {
        try Reprint.compare(Reprint.fixture(name))
    }

    @Test("The verbose form gives numbers for the flags, and the clock's own time")
    func verbose() throws {
        let trace = try trace("arm64-6.1.192-all-latency_verbose")
        #expect(trace.header?.entriesShown == 3209 && trace.header?.entriesWritten == 6398 && trace.faults.isEmpty)
        let entry = try #require(trace.entries.dropFirst(10).first)
        #expect(entry.comm == "ls" && entry.pid == 5411 && entry.cpu == 1 && entry.time.value == 635_690)
        #expect(entry.verbose?.flagBits == 0 && entry.verbose?.index == 10 && entry.verbose?.stamp == 0x57d66eb)
        #expect(entry.verbose?.delay == 5 && !entry.time.isTicks && !entry.flags.irqsOff && entry.flags.preemptDepth == 0)
        #expect(
            trace.entries[0].step == .event(name: "sys_enter", text: "NR 56 (ffffffffffffff9c, 576020, 80000, 0, 5cf000, 5ceb90)"))
    }

    @Test("A buffer without a maximum has a tracer and nothing else")
    func empty() throws {
        let trace = try LatencyTrace(Array("# tracer: wakeup_dl\n#\n".utf8))
        #expect(trace.tracer == "wakeup_dl" && trace.header == nil && trace.entries.isEmpty && trace.faults.isEmpty)
        let snapshot = "# tracer: nop\n#\n#\n# * Snapshot is freed *\n#\n# Snapshot commands:\n# echo 0 > snapshot : Clears\n"
        #expect(try LatencyTrace(Array(snapshot.utf8)).faults.isEmpty)
        #expect(try LatencyTrace([]).tracer == nil)
    }

    @Test("Names may hold dashes, spaces and brackets: their column, not their bytes, ends them")
    func names() throws {
        let names = ["a-1 2d..", "<...>", "-", "x [001]", "a: b", "(sd-pam)"]
        for name in names {
            let line = "\(Reprint.right(name, 8))-1234      0d..1.    5us+: schedule <-kthread"
            let entry = try #require(try LatencyTrace(Array(line.utf8)).entries.first)
            #expect(entry.comm == name && entry.pid == 1234 && entry.cpu == 0 && entry.time.value == 5)
            let header = "# t latency trace v1.1.5 on r\n#    | task: \(name)-77 (uid:-1 nice:-20 policy:1 rt_prio:99)\n"
            let task = try #require(try LatencyTrace(Array(header.utf8)).header?.task)
            #expect(task.comm == name && task.pid == 77 && task.uid == -1 && task.nice == -20)
            #expect(task.policy == 1 && task.rtPriority == 99)
        }
    }

    @Test("The flags column has the letters that the legend names: four, five or seven")
    func flags() throws {
        let seven = """
            #                    _--------=> CPU#            
            #                   / _-------=> irqs-off/BH-disabled
            #                  | / _------=> need-resched    
            #                  || / _-----=> need-resched-lazy
            #                  ||| / _----=> hardirq/softirq 
            #                  |||| / _---=> preempt-depth   
            #                  ||||| / _--=> preempt-lazy-depth
            #                  |||||| / _-=> migrate-disable 
              <idle>-0        12DNLH312    5us : f <-g

            """
        let long = try #require(try LatencyTrace(Array(seven.utf8)).entries.first)
        #expect(long.cpu == 12 && long.flags.irqsOff && long.flags.bhOff && long.flags.needResched && long.flags.needReschedLazy)
        #expect(long.flags.hardIRQ && long.flags.softIRQ && long.flags.preemptDepth == 3)
        #expect(long.flags.preemptLazyDepth == 1 && long.flags.migrateDisableDepth == 2)
        let four = try #require(try LatencyTrace(Array("  <idle>-0         0XpZa    5us : f".utf8)).entries.first)
        #expect(four.flags.irqsUnknown && four.flags.preemptResched && !four.flags.needResched && four.flags.nmi)
        #expect(four.flags.preemptDepth == 10 && four.flags.migrateDisableDepth == nil)
        let five = try #require(try LatencyTrace(Array("  <idle>-0         0bBsff    5us : f".utf8)).entries.first)
        #expect(five.flags.bhOff && five.flags.needResched && five.flags.needReschedLazy && five.flags.preemptResched)
        #expect(five.flags.preemptDepth == 15 && five.flags.migrateDisableDepth == 15 && five.flags.softIRQ)
    }

    @Test("The verbose form, clocks that count no nanoseconds, and losses are read")
    func otherForms() throws {
        let text = """
            # tracer: irqsoff
            #
            CPU:1 [LOST 42 EVENTS]
                 cyclic test    1234   1 13 00000002 0000001f [0015f6a4] 12.034ms (+0.002ms): schedule <-kthread
                       <...>       9   0 1 00000000 00000000 [000000000000abcd] 77 (+3): f <-g
              <idle>-0         0d..1. 1234: f <-g
            CPU:0 [LOST EVENTS]

            """
        let trace = try LatencyTrace(Array(text.utf8))
        #expect(trace.faults.isEmpty && trace.entries.count == 3)
        let first = trace.entries[0]
        #expect(first.comm == "cyclic test" && first.pid == 1234 && first.cpu == 1 && first.time.value == 12034)
        #expect(
            first.verbose?.delay == 2 && first.verbose?.stamp == 0x15f6a4 && first.verbose?.index == 0x1f && !first.time.isTicks
                && first.flags.hardIRQ && first.flags.irqsOff && first.flags.needResched)
        #expect(first.flags.preemptDepth == 2 && first.flags.characters == "")
        #expect(trace.entries[1].time.isTicks && trace.entries[1].time.value == 77 && trace.entries[1].verbose?.delay == 3)
        #expect(trace.entries[2].time.isTicks && trace.entries[2].time.value == 1234)
        #expect(
            trace.losses.map(\.events) == [42, nil] && trace.losses.map(\.cpu) == [1, 0] && trace.losses.map(\.before) == [0, 3])
    }
}
