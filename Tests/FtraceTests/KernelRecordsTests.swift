import Ftrace
import Testing

@Suite("Records that kernel code prints")
struct KernelRecordsTests {
    @Test(
        "Recordings of them become the kernel's own text, header and all",
        arguments: [
            "x86_64-7.2.13-mmiotrace", "arm64-6.1.192-all-blk_classic", "arm64-6.1.192-all-eprobe_plain",
            "arm64-6.1.192-all-uprobe_types", "arm64-6.1.192-all-synthetic_strings", "arm64-6.1.192-all-markers_raw",
            "arm64-6.1.192-all-opt_printk_msgonly", "arm64-6.1.192-all-timerlat_stack", "arm64-7.2.13-rt-fprobe_plain",
        ])
    func whole(_ fixture: String) throws {
        let recording = try Recording(fixture: fixture)
        let (text, counts) = try recording.report(entries: recording.entries)
        #expect(Difference(kernel: recording.kernelText, ours: text).others == [])
        #expect(text == recording.kernelText)
        #expect(counts.badPages == 0 && counts.shortRecords == 0 && counts.unknownRecords == 0 && counts.listedRecords == 0)
    }

    @Test(
        "The first pages of longer ones become the kernel's lines",
        arguments: [
            "arm64-6.1.192-blk_tracer", "x86_64-7.2.13-blk_tracer", "arm64-6.1.192-osnoise", "arm64-6.12.95-rt-timerlat",
            "arm64-6.1.192-all-kprobe_types", "arm64-6.1.192-all-opt_userstack", "arm64-6.1.192-all-func_repeats_all",
        ])
    func lines(_ fixture: String) throws {
        let recording = try Recording(fixture: fixture)
        let (text, counts) = try recording.report()
        let difference = Difference(kernel: recording.kernelText, ours: text)
        #expect(difference.others == [])
        #expect(difference.hashedPointers == 0 && difference.lines > 20)
        #expect(counts.badPages == 0 && counts.shortRecords == 0 && counts.unknownRecords == 0 && counts.listedRecords == 0)
    }

    /// Switches, wakeups, branches: kernel/trace/trace_output.c and trace_branch.c say how they look.
    @Test("Switches and branches are printed as kernel code has them, not as their formats say")
    func switches() throws {
        let sides = [
            ("unsigned int prev_pid", 8, 4, false), ("unsigned int next_pid", 12, 4, false),
            ("unsigned int next_cpu", 16, 4, false), ("unsigned char prev_prio", 20, 1, false),
            ("unsigned char prev_state", 21, 1, false), ("unsigned char next_prio", 22, 1, false),
            ("unsigned char next_state", 23, 1, false),
        ]
        var formats = HandMade.format("ftrace/context_switch", id: 2, sides) + HandMade.format("ftrace/wakeup", id: 3, sides)
        formats += HandMade.format(
            "ftrace/branch", id: 9,
            [
                ("unsigned int line", 8, 4, false), ("char func[31]", 12, 31, false), ("char file[21]", 43, 21, false),
                ("char correct", 64, 1, false),
            ])
        func side(_ id: Int) -> HandMade {
            var record = HandMade(id: id)
            for value in [1234, 42, 3] { record.u32(value) }
            for value in [120, 1, 98, 0] { record.u8(value) }
            return record
        }
        var branch = HandMade(id: 9)
        branch.u32(77)
        branch.text("schedule")
        branch.pad(to: 43)
        branch.text("core.c")
        branch.pad(to: 65)
        #expect(
            try HandMade.lines([side(2), side(3), branch]) { $0.formats = formats } == [
                "    1234:120:S ==> [003]      42: 98:R worker", "    1234:120:S   + [003]      42: 98:R worker",
                "[ MISS ] schedule:core.c:77",
            ])
    }

    @Test("Records of any bytes are printed or named too short, and end nothing", arguments: 1...20 as ClosedRange<UInt64>)
    func noise(_ seed: UInt64) throws {
        var generator = Generator(seed: seed)
        for fixture in ["arm64-6.1.192-all-kprobe_types", "arm64-6.1.192-all-synthetic_strings", "x86_64-7.2.13-mmiotrace"] {
            let ids = try Recording(fixture: fixture).decoder().formats.map(\.id) + [13]
            let records = (0..<40).map { _ in
                var record = HandMade(id: ids.randomElement(using: &generator) ?? 0)
                for _ in 0..<Int.random(in: 0..<24, using: &generator) {
                    record.u32(Int.random(in: 0...0xffff_ffff, using: &generator) >> Int.random(in: 0..<32, using: &generator))
                }
                return record
            }
            var recording = try Recording(fixture: fixture)
            recording.pages = [(0, Array(HandMade.page(records).prefix(4096)))]
            let (_, counts) = try recording.report()
            #expect(counts.events > 0 && counts.events <= 40)
        }
    }
}
