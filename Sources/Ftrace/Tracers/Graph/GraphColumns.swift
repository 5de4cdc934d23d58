/// The columns of a call graph before the calls (kernel/trace/trace_functions_graph.c).
struct GraphColumns {
    let options: GraphOptions
    let style: LineStyle
    let tasks: Tasks
    /// Relative times count from here.
    let startNs: UInt64
    /// Digits of the highest CPU number.
    private let cpuDigits: Int
    /// The code of the entries of interrupts, whose calls have arrows.
    private let interrupts: Range<UInt64>

    enum Arrow {
        case enter, leave
    }

    init(_ options: GraphOptions, _ decoder: Decoder, startNs: UInt64, cpuMax: Int) {
        self.options = options
        self.startNs = startNs
        style = decoder.style
        tasks = decoder.tasks
        var digits = 1
        var rest = max(cpuMax, decoder.style.cpus - 1) / 10
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        cpuDigits = digits
        let symbols = decoder.context.symbols
        let start = symbols.address(of: "__irqentry_text_start") ?? 0
        let end = symbols.address(of: "__irqentry_text_end") ?? 0
        interrupts = start..<max(start, end)
    }

    func isInterrupt(_ function: UInt64) -> Bool {
        interrupts.contains(function)
    }

    /// print_graph_prologue without its tests: everything left of the duration.
    func context(_ record: Record, _ cpu: Int, _ text: inout TextBuffer) {
        guard style.options.contextInfo else { return }
        if options.absoluteTime { absolute(record.timeNs, &text) }
        if options.relativeTime {
            text.putDecimal((record.timeNs &- startNs) / 1000, width: 9)
            text.put(" us |  ")
        }
        if options.cpu { number(cpu, &text) }
        if options.task {
            task(style.pid(record), &text)
            text.put(" | ")
        }
        if style.options.latencyFormat {
            text.put(" ")
            style.flags.print(record, &text)
            text.put(" | ")
        }
    }

    /// print_graph_abs_time: nanoseconds whatever the clock, cut and not rounded.
    private func absolute(_ time: UInt64, _ text: inout TextBuffer) {
        text.putDecimal(time / 1_000_000_000, width: 5)
        text.put(".")
        text.putDecimal(time % 1_000_000_000 / 1000, width: 6, with: 0x30)
        text.put(" |  ")
    }

    private func number(_ cpu: Int, _ text: inout TextBuffer) {
        text.put(" ")
        text.putDecimal(UInt64(max(0, cpu)), width: cpuDigits)
        text.put(") ")
    }

    /// print_graph_proc: at most 7 bytes of the name, centred in 14 columns.
    private func task(_ pid: Int32, _ text: inout TextBuffer) {
        let mark = text.count
        tasks.putComm(pid, bytesMax: 7, &text)
        text.put("-")
        text.putDecimal(Int64(pid))
        let spaces = max(0, 14 - (text.count - mark))
        text.pad(from: mark, width: text.count - mark + spaces / 2, left: false)
        text.fill(0x20, spaces - spaces / 2)
    }

    /// verif_pid's three lines and the empty one.
    func taskChange(_ before: Int32, _ now: Int32, _ cpu: Int, _ text: inout TextBuffer) {
        text.put(" ------------------------------------------\n")
        number(cpu, &text)
        task(before, &text)
        text.put(" => ")
        task(now, &text)
        text.put("\n ------------------------------------------\n\n")
    }

    /// print_graph_irq: a line of its own where an interrupt's code is entered or left.
    func arrow(_ arrow: Arrow, _ function: UInt64, _ record: Record, _ cpu: Int, _ text: inout TextBuffer) {
        guard isInterrupt(function) else { return }
        context(record, cpu, &text)
        let column = options.duration && style.options.contextInfo
        if column { text.put("  ") }
        text.put(arrow == .enter ? "==========>" : "<==========")
        if column { text.put(" |") }
        text.put("\n")
    }

    func noDuration(_ text: inout TextBuffer) {
        if options.duration && style.options.contextInfo { text.put("              |  ") }
    }

    /// print_graph_duration: microseconds, with as many of three digits behind the point as seven digits leave.
    func duration(_ durationNs: UInt64, _ text: inout TextBuffer) {
        guard options.duration && style.options.contextInfo else { return }
        if options.overhead {
            text.putDelayMark(ns: durationNs)
            text.put(" ")
        } else {
            text.put("  ")
        }
        let mark = text.count
        text.putDecimal(durationNs / 1000)
        let digits = text.count - mark
        if digits < 7 {
            text.put(".")
            let shown = text.count + min(3, 7 - digits)
            text.putDecimal(durationNs % 1000, width: 3, with: 0x30)
            text.cut(to: shown)
        }
        let length = text.count - mark
        text.put(" us ")
        text.fill(0x20, 8 - length)
        text.put("|  ")
    }
}
