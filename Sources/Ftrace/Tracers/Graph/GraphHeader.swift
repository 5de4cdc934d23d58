extension GraphColumns {
    /// __print_graph_headers_flags: what stands below "# tracer:".
    func header(_ text: inout TextBuffer) {
        let latency = style.options.latencyFormat
        if latency { flagsLegend(&text) }
        text.put("#")
        if options.absoluteTime { text.put("     TIME       ") }
        if options.relativeTime { text.put("   REL TIME     ") }
        if options.cpu { text.put(" CPU") }
        if options.task { text.put("  TASK/PID       ") }
        if latency { text.put("||||   ") }
        if options.duration { text.put("  DURATION   ") }
        text.put("               FUNCTION CALLS\n#")
        if options.absoluteTime { text.put("      |         ") }
        if options.relativeTime { text.put("      |         ") }
        if options.cpu { text.put(" |  ") }
        if options.task { text.put("   |    |        ") }
        if latency { text.put("||||   ") }
        if options.duration { text.put("   |   |      ") }
        text.put("               |   |   |   |\n")
    }

    /// print_lat_header.
    private func flagsLegend(_ text: inout TextBuffer) {
        let indent =
            (options.absoluteTime ? 16 : 0) + (options.relativeTime ? 16 : 0) + (options.cpu ? 4 : 0) + (options.task ? 17 : 0)
        let lines: [StaticString] = [
            "  _-----=> irqs-off        \n", " / _----=> need-resched    \n", "| / _---=> hardirq/softirq \n",
            "|| / _--=> preempt-depth   \n", "||| /                      \n",
        ]
        for line in lines {
            text.put("#")
            // The kernel's string of spaces ends there.
            text.fill(0x20, min(indent, 37))
            text.put(line)
        }
    }
}
