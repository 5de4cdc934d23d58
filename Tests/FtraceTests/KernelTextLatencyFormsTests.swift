import Ftrace
import Testing

@Suite("The forms that latency tracers print")
struct KernelTextLatencyFormsTests {
    private func trace(_ name: String) throws -> LatencyTrace { try LatencyTrace(Reprint.fixture(name)) }

    @Test("The graph form shows where a CPU went from one task to another")
    func handover() throws {
        let trace = try trace("arm64-6.1.192-all-irqsoff_graph")
        #expect(trace.faults.isEmpty && trace.handovers.count == 1)
        let handover = try #require(trace.handovers.first)
        #expect(handover.cpu == 0 && handover.comm == "<idle>" && handover.pid == 0)
        #expect(handover.nextComm == "record" && handover.nextPid == 4964)
        #expect(trace.entries[handover.before].step == .callEntered("schedule_tail()"))
        #expect(trace.entries[handover.before].time.value == 6384 && trace.entries[handover.before].flags.preemptDepth == 3)
    }

    @Test("With latency-format off the tracer prints ordinary lines, which are read too")
    func ordinary() throws {
        let trace = try trace("arm64-6.1.192-all-irqsoff_nolatency")
        #expect(trace.tracer == "irqsoff" && trace.header == nil && trace.faults.isEmpty && trace.entries.count == 4)
        let first = trace.entries[0]
        #expect(first.comm == "<idle>" && first.pid == 0 && first.cpu == 0 && first.flags.characters == "dN.1.")
        #expect(first.time.isAbsolute && first.time.value == 257_083_998)
        #expect(first.step == .function(name: "__schedule", parent: "schedule_idle"))
        #expect(trace.entries[3].stack == ["schedule_tail", "ret_from_fork"])
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
