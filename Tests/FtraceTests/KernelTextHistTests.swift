import Ftrace
import Testing

@Suite("Texts of histograms")
struct KernelTextHistTests {
    private func histogram(_ name: String) throws -> Histogram {
        let text = try HistText(Reprint.fixture("arm64-6.1.192-hist-\(name)"))
        #expect(text.faults.isEmpty && text.histograms.count == 1)
        return try #require(text.histograms.first)
    }

    private func histograms(_ text: String) throws -> [Histogram] {
        let text = try HistText(Array(text.utf8))
        #expect(text.faults.named == [])
        return text.histograms
    }

    @Test("Powers of two, several values and the totals")
    func log2() throws {
        let histogram = try histogram("block.block_rq_issue")
        #expect(histogram.trigger.keys == [HistTrigger.Column(name: "bytes", modifier: "log2")])
        #expect(histogram.trigger.values.map(\.name) == ["hitcount", "nr_sector"] && histogram.trigger.sort == "hitcount")
        #expect(histogram.trigger.size == 2048 && !histogram.trigger.isPaused && histogram.trigger.filter == nil)
        #expect(histogram.entries.count == 5 && histogram.entryCount == 5 && histogram.hits == 130 && histogram.dropped == 0)
        #expect(histogram.entries[4].keys == [HistKey(name: "bytes", value: .powerOfTwo(17))])
        #expect(histogram.entries[4].hitcount == 80)
        #expect(histogram.entries[4].values.last == HistValue(name: "nr_sector", amount: .number(20480)))
        #expect(histogram.entries.reduce(0) { $0 + ($1.hitcount ?? 0) } == histogram.hits)
    }

    @Test("A number and a string together")
    func strings() throws {
        let histogram = try histogram("irq.irq_handler_entry")
        let last = try #require(histogram.entries.last)
        #expect(last.keys == [HistKey(name: "irq", value: .number(11)), HistKey(name: "name", value: .string("arch_timer"))])
        #expect(last.hitcount == 5563 && histogram.hits == 8414)
    }

    @Test("Symbols with and without offset")
    func symbols() throws {
        let plain = try histogram("kmem.kmalloc")
        #expect(plain.trigger.sort == "bytes_alloc.descending")
        #expect(
            plain.entries[0].keys == [
                HistKey(name: "call_site", value: .symbol(address: 0xffff_8000_0845_ad10, name: "__alloc_skb"))
            ])
        #expect(plain.entries[0].values.map(\.name) == ["hitcount", "bytes_req", "bytes_alloc"])
        let offset = try histogram("timer.hrtimer_start")
        let key = HistKey.Value.symbol(address: 0xffff_8000_0807_0940, name: "sched_rt_period_timer+0x0/0x3d0")
        #expect(offset.entries[0].keys == [HistKey(name: "function", value: key), HistKey(name: "mode", value: .number(0))])
        #expect(offset.entries[0].values.last == HistValue(name: "softexpires", amount: .number(478_312_763_201)))
    }

    @Test("System calls and tasks")
    func syscalls() throws {
        let histogram = try histogram("raw_syscalls.sys_enter")
        #expect(histogram.dropped == 25297 && histogram.entryCount == 2048)
        let key = try #require(histogram.entries.last).keys
        #expect(key[0] == HistKey(name: "id", value: .syscall(name: "sys_newfstatat", number: 79)))
        #expect(key[1] == HistKey(name: "common_pid", value: .task(comm: "find", pid: 2355)))
    }

    @Test("Buckets and hexadecimal keys")
    func buckets() throws {
        let histogram = try histogram("syscalls.sys_enter_read")
        #expect(histogram.trigger.keys[0] == HistTrigger.Column(name: "count", modifier: "buckets=1024"))
        #expect(
            histogram.entries[1].keys
                == [HistKey(name: "count", value: .range(0, 1023)), HistKey(name: "fd", value: .hexadecimal(10))])
        #expect(histogram.entries.last?.hitcount == 1312)
    }

    @Test("Stacks over several lines")
    func stacks() throws {
        let histogram = try histogram("kmem.mm_page_free")
        #expect(histogram.entries.map(\.hitcount) == [3710, 6011, 19962])
        guard case .stack(let frames)? = histogram.entries[0].keys.first?.value else {
            return #expect(Bool(false), "the key is \(histogram.entries[0].keys)")
        }
        #expect(
            frames.count == 16 && frames[0] == "free_pcp_prepare+0x2d8/0x320" && frames[15] == "el0t_64_sync_handler+0xec/0x120")
    }

    @Test("Variables, actions, clocks and filters of the trigger")
    func triggers() throws {
        let switches = try histogram("sched.sched_switch").trigger
        #expect(switches.others.first == "lat=common_timestamp.usecs-$ts1" && switches.clock == "global")
        #expect(switches.others.last == "onmatch(sched.sched_waking).wakeup_lat($lat,next_pid,next_prio,next_comm)")
        let latencies = try histogram("synthetic.wakeup_lat")
        #expect(latencies.entries.count == 30 && latencies.entries[20].keys[1].value == .number(.max))
        #expect(latencies.entries[0].keys[2] == HistKey(name: "lat", value: .powerOfTwo(6)))
        let text =
            "# event histogram\n#\n# trigger info: hist:mine:keys=a,b.hex:vals=hitcount:sort=a:size=64 if x == \":\" [paused]\n#\n\n"
        let trigger = try #require(try histograms(text).first).trigger
        #expect(trigger.name == "mine" && trigger.filter == "x == \":\"" && trigger.isPaused && trigger.size == 64)
        #expect(trigger.keys.map(\.modifier) == [nil, "hex"])
    }

    @Test("Several triggers of one event are several histograms")
    func several() throws {
        let names = ["block.block_rq_issue", "kmem.mm_page_free", "timer.hrtimer_start"]
        let texts = try names.map { try Reprint.fixture("arm64-6.1.192-hist-\($0)") }
        let text = try HistText(Array(texts.joined(separator: Array("\n\n".utf8))))
        #expect(text.faults.isEmpty && text.histograms.map(\.entries.count) == [5, 3, 8])
        #expect(text.histograms.map(\.hits) == [130, 47743, 6677])
    }

    @Test("Percentages, graphs, hexadecimal values, what onmax saved, and its snapshot")
    func newer() throws {
        let text = """
            # event histogram
            #
            # trigger info: hist:keys=pid,stacktrace,comm:vals=hitcount.percent,n.graph,x.hex:sort=hitcount:size=2048:onmax($lat).save(prio,comm) [active]
            #

            { pid:         15, stacktrace:
                     f+0x1/0x2
            , comm: a, comm: } b                                      } hitcount (%):  12.34  n: #####-                x:         ff
            \tmax:         74  prio:         19  comm: cyclic  test                      digits: 1234567890                      
            { pid:         16, stacktrace:
            , comm: c                                                 } hitcount (%):[ERROR]  n:                       x:          0

            Snapshot taken (see tracing/snapshot).  Details:
            \ttriggering value { onmax($lat) }:        572\ttriggered by event with key: { pid:         15, stacktrace:
                     g+0x3/0x4
            , comm: d                                                 }

            Totals:
                Hits: 9
                Entries: 2
                Dropped: 1

            """
        let histogram = try #require(try histograms(text).first)
        let first = try #require(histogram.entries.first)
        #expect(first.keys[1] == HistKey(name: "stacktrace", value: .stack(["f+0x1/0x2"])))
        #expect(first.keys[2] == HistKey(name: "comm", value: .string("a, comm: } b")))
        #expect(first.values[0] == HistValue(name: "hitcount", amount: .percent(hundredths: 1234)))
        #expect(first.values[1] == HistValue(name: "n", amount: .graph("#####-              ")))
        #expect(first.values[2] == HistValue(name: "x", amount: .hexadecimal(0xff)))
        #expect(first.tracked?.handler == .max && first.tracked?.value == 74)
        #expect(
            first.tracked?.saved == [
                HistValue(name: "prio", amount: .number(19)), HistValue(name: "comm", amount: .string("cyclic  test")),
                HistValue(name: "digits", amount: .string("1234567890")),
            ])
        #expect(histogram.entries[1].values[0].amount == .percent(hundredths: nil))
        #expect(histogram.entries[1].keys[1].value == .stack([]) && histogram.entries[1].tracked == nil)
        #expect(histogram.snapshot?.condition == "onmax($lat)" && histogram.snapshot?.value == 572)
        #expect(histogram.snapshot?.keys.map(\.name) == ["pid", "stacktrace", "comm"])
        #expect(histogram.hits == 9 && histogram.entryCount == 2 && histogram.dropped == 1)
    }

    @Test("An entry that is not what its trigger says is a fault with its line, and the others are read")
    func faults() throws {
        var lines = Reprint.lines(try Reprint.fixture("arm64-6.1.192-hist-block.block_rq_issue"))
        lines[6] = "{ bytes: ~ 3^15 } hitcount:         10"
        lines[7] = "{ bytes: ~ 2^12 } hitcount:         x"
        let text = try HistText(Array(lines.joined(separator: "\n").utf8))
        #expect(text.faults.named.map(\.line) == [7, 8] && text.faults.count == 2)
        #expect(text.faults.named[0].description == "line 7: expected the keys that the trigger names, in braces")
        #expect(text.histograms[0].entries.map(\.line) == [6, 9, 10] && text.histograms[0].hits == 130)
    }
}
