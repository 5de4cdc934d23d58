extension LineStyle {
    /// The "#" lines of the latency format below "# tracer:" (trace_default_header in kernel/trace/trace.c).
    func latencyHeader(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) {
        if empty { return }
        latencySummary(&text, entries: entries)
        if !options.verbose { latencyLegend(&text) }
    }

    /// print_trace_header. What is not in the capture reads as in a kernel that measured nothing: the latency itself, the
    /// task, where it started and ended. They stand in the text that a latency tracer's `trace` file has.
    func latencySummary(_ text: inout TextBuffer, entries: EntryCounts?) {
        text.put("# ")
        text.put(Array(tracer.utf8)[...])
        text.put(" latency trace v1.1.5 on ")
        text.put(Array((release.isEmpty ? "unknown" : release).utf8)[...])
        text.put("\n# --------------------------------------------------------------------\n# latency: 0 us, ")
        if let entries {
            text.put("#")
            text.putDecimal(entries.inBuffer)
            text.put("/")
            text.putDecimal(entries.written)
            text.put(", ")
        }
        // The model of preemption is not in the capture; the rt patch names itself.
        text.put("CPU#0 | (M:")
        text.put(Array((release.contains("-rt") ? "preempt_rt" : "unknown").utf8)[...])
        text.put(" VP:0, KP:0, SP:0 HP:0 #P:")
        text.putDecimal(UInt64(max(0, cpus)))
        text.put(")\n#    -----------------\n")
        text.put("#    | task: -0 (uid:0 nice:0 policy:0 rt_prio:0)\n#    -----------------\n#\n")
    }

    /// print_lat_help_header.
    private func latencyLegend(_ text: inout TextBuffer) {
        text.put("#                    _------=> CPU#            \n")
        text.put("#                   / _-----=> irqs-off/BH-disabled\n")
        text.put("#                  | / _----=> need-resched    \n")
        text.put("#                  || / _---=> hardirq/softirq \n")
        text.put("#                  ||| / _--=> preempt-depth   \n")
        text.put("#                  |||| / _-=> migrate-disable \n")
        text.put("#                  ||||| /     delay           \n")
        text.put("#  cmd     pid     |||||| time  |   caller     \n")
        text.put("#     \\   /        ||||||  \\    |    /       \n")
    }
}
