extension LineStyle {
    /// The "#" lines at the top of `trace` (s_show and print_func_help_header_irq in kernel/trace/trace.c).
    func header(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) {
        tracerLine(&text)
        guard options.contextInfo else { return }
        if options.latencyFormat { return latencyHeader(&text, entries: entries, empty: empty) }
        // A verbose line names its columns itself, as the kernel sees it.
        if options.verbose { return }
        if let entries {
            text.put("# entries-in-buffer/entries-written: ")
            text.putDecimal(entries.inBuffer)
            text.put("/")
            text.putDecimal(entries.written)
            text.put("   #P:")
            text.putDecimal(UInt64(max(0, cpus)))
            text.put("\n#\n")
        }
        if options.irqInfo { legend(&text) }
        columns(&text)
    }

    /// The lines that every tracer's text begins with.
    func tracerLine(_ text: inout TextBuffer) {
        text.put("# tracer: ")
        text.put(Array(tracer.utf8)[...])
        text.put("\n#\n")
    }

    private func legend(_ text: inout TextBuffer) {
        let names: [StaticString] =
            flags.lazyCountOffset == nil
            ? ["irqs-off/BH-disabled", "need-resched", "hardirq/softirq", "preempt-depth", "migrate-disable"]
            : [
                "irqs-off/BH-disabled", "need-resched", "need-resched-lazy", "hardirq/softirq", "preempt-depth",
                "preempt-lazy-depth", "migrate-disable",
            ]
        // A staircase: each name one column further right, its line one dash shorter.
        for (index, name) in names.enumerated() {
            indent(&text)
            text.fill(UInt8(ascii: "|"), index - 1)
            text.put(index == 0 ? "  _" : " / _")
            text.fill(UInt8(ascii: "-"), names.count - index)
            text.put("=> ")
            text.put(name)
            text.put("\n")
        }
        indent(&text)
        text.fill(UInt8(ascii: "|"), names.count - 1)
        text.put(" /     delay\n")
    }

    private func indent(_ text: inout TextBuffer) {
        text.put("#                            ")
        text.fill(0x20, options.recordTgid ? 12 : 2)
    }

    private func columns(_ text: inout TextBuffer) {
        let tgid = options.recordTgid
        guard options.irqInfo else {
            text.put(
                tgid
                    ? "#           TASK-PID       TGID    CPU#     TIMESTAMP  FUNCTION\n"
                    : "#           TASK-PID     CPU#     TIMESTAMP  FUNCTION\n")
            text.put(
                tgid
                    ? "#              | |           |       |         |         |\n"
                    : "#              | |         |         |         |\n")
            return
        }
        let bars = flags.lazyCountOffset == nil ? 5 : 7
        text.put(tgid ? "#           TASK-PID       TGID    CPU#  " : "#           TASK-PID     CPU#  ")
        text.fill(UInt8(ascii: "|"), bars)
        text.put("  TIMESTAMP  FUNCTION\n")
        text.put(tgid ? "#              | |           |       |   " : "#              | |         |   ")
        text.fill(UInt8(ascii: "|"), bars)
        text.put(flags.lazyCountOffset == nil ? "     |         |\n" : "      |         |\n")
    }
}
