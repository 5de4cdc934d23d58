/// How this kernel begins a line: `comm-pid [cpu] flags time: ` (trace_print_context in kernel/trace/trace_output.c).
struct LineStyle: Sendable {
    let tracer: String
    let cpus: Int
    let release: String
    let options: TraceOptions
    let time: TraceTime
    var clockIsNs: Bool { time.clockIsNs }
    let flags: FlagStyle
    let pidOffset: Int
    /// Lines begin as `LinePrefix` writes them: with context, five flags or none, a clock in nanoseconds.
    let isOrdinary: Bool

    init(metadata: CaptureMetadata, options: TraceOptions, formats: FormatSet) {
        tracer = metadata.tracer.isEmpty ? "nop" : metadata.tracer
        cpus = metadata.cpus
        release = metadata.release
        self.options = options
        time = TraceTime(clock: metadata.clock)
        flags = FlagStyle(release: metadata.release, formats: formats)
        isOrdinary = options.contextInfo && time.clockIsNs && !(options.irqInfo && flags.lazyCountOffset != nil)
        pidOffset = formats.anyFormat?.field("common_pid")?.offset ?? 4
    }

    /// Bytes a record must have for `context`.
    var bytesMin: Int { max(8, flags.bytesMin, pidOffset + 4) }

    /// `common_pid` of a record of at least `bytesMin` bytes.
    @inline(__always)
    func pid(_ record: Record) -> Int32 {
        record.integer(pidOffset, as: Int32.self)
    }

    /// Everything of a line before the record's own text. The record has at least `bytesMin` bytes.
    func context(_ record: Record, cpu: Int, _ tasks: Tasks, _ text: inout TextBuffer) {
        guard options.contextInfo else { return }
        task(pid(record), tasks, &text)
        self.cpu(cpu, &text)
        if options.irqInfo { flags.print(record, &text) }
        time.print(record.timeNs, &text)
        text.put(": ")
    }

    /// `comm-pid ` and the thread group.
    func task(_ pid: Int32, _ tasks: Tasks, _ text: inout TextBuffer) {
        tasks.printComm(pid, &text)
        text.put(UInt8(ascii: "-"))
        let mark = text.count
        text.putDecimal(Int64(pid))
        text.pad(from: mark, width: 7, left: true)
        text.put(UInt8(ascii: " "))
        if options.recordTgid { group(tasks.tgid(pid), &text) }
    }

    /// `[cpu] `.
    func cpu(_ cpu: Int, _ text: inout TextBuffer) {
        text.put("[")
        text.putDecimal(UInt64(max(0, cpu)), width: 3, with: 0x30)
        text.put("] ")
    }

    private func group(_ tgid: Int32, _ text: inout TextBuffer) {
        if tgid == 0 { return text.put("(-------) ") }
        text.put("(")
        text.putDecimal(UInt64(tgid), width: 7)
        text.put(") ")
    }

    /// test_cpu_buff_start in kernel/trace/trace.c.
    func started(_ text: inout TextBuffer, cpu: Int) {
        text.put("##### CPU ")
        text.putDecimal(UInt64(cpu))
        text.put(" buffer started ####\n")
    }

    /// The line that tells of lost events (print_trace_line in kernel/trace/trace.c).
    func lost(_ text: inout TextBuffer, cpu: Int, count: UInt64?) {
        text.put("CPU:")
        text.putDecimal(UInt64(cpu))
        text.put(" [LOST ")
        if let count {
            text.putDecimal(count)
            text.put(" ")
        }
        text.put("EVENTS]\n")
    }
}
