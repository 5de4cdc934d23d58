extension LineStyle {
    /// The lines that every header begins with (s_show in kernel/trace/trace.c).
    func title(_ text: inout TextBuffer) {
        text.put("# tracer: ")
        text.put(Array(tracer.utf8)[...])
        text.put("\n#\n")
    }
}

/// A tracer whose lines are the ordinary ones, below a header of its own.
final class HeadedTracerText: TracerText {
    private let style: LineStyle
    private let lines: StaticString

    init(_ style: LineStyle, _ lines: StaticString) {
        self.style = style
        self.lines = lines
    }

    var printsLines: Bool { false }

    func header(_ text: inout TextBuffer, entries: EntryCounts?, empty: Bool) -> Bool {
        style.title(&text)
        text.put(lines)
        return true
    }

    func print(_ stream: CPUStream, _ text: inout TextBuffer) throws -> Bool { false }

    /// branch_print_header in kernel/trace/trace_branch.c.
    static let branch: StaticString = """
        #           TASK-PID    CPU#    TIMESTAMP  CORRECT  FUNC:FILE:LINE
        #              | |       |          |         |       |

        """
}
