/// The marks where a further CPU's buffer begins, in reports of buffers that have run over (test_cpu_buff_start in
/// kernel/trace/trace.c). One for each report.
final class BufferMarks {
    /// The number of the record that is printed, from 0.
    private(set) var index = -1
    /// CPUs that have not had an ordinary line yet; 0 when there is nothing to mark.
    private var waiting = 0
    private var started: Set<Int> = []

    /// - Parameter cpus: how many buffers the report has; 0 when none of them has run over.
    func begin(cpus: Int) {
        waiting = cpus
    }

    func count() {
        index += 1
    }

    /// Before each ordinary line. The first two records of a report have no mark.
    @inline(__always)
    func mark(_ cpu: Int, _ style: LineStyle, _ text: inout TextBuffer) {
        if waiting > 0 { markFirst(cpu, style, &text) }
    }

    private func markFirst(_ cpu: Int, _ style: LineStyle, _ text: inout TextBuffer) {
        guard started.insert(cpu).inserted else { return }
        waiting -= 1
        if index > 1 { style.started(&text, cpu: cpu) }
    }
}
