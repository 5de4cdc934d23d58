/// The forms of an entry's line. Each gives nil when the line is not of its form.
enum LatencyLine {
    /// "  ld-sig-530       1d..1.   12us*: text" (lat_print_generic): the name has exactly eight columns, so that it may hold
    /// anything, the pid seven, the CPU three.
    static func plain(_ line: ArraySlice<UInt8>, number: Int, legend: [ContextFlags.Column]) -> LatencyEntry? {
        var cursor = LineCursor(line)
        guard let comm = cursor.take(8), cursor.skip("-"), let pid = cursor.integer(Int.self), cursor.first == 0x20 else {
            return nil
        }
        cursor.skipSpaces()
        guard let cpu = cursor.integer(Int.self), let word = cursor.word(), let flags = ContextFlags(word, legend: legend),
            let time = plainTime(&cursor)
        else { return nil }
        return LatencyEntry(
            line: number, comm: comm.withoutLeadingSpaces.string, pid: pid, cpu: cpu, flags: flags, time: time,
            step: LatencyStep(text: cursor.rest))
    }

    /// "   12us*: " or, of clocks that count no nanoseconds, "   12: ".
    private static func plainTime(_ cursor: inout LineCursor) -> LatencyTime? {
        guard cursor.skip(" ") else { return nil }
        cursor.skipSpaces()
        var time = LatencyTime()
        guard let value = cursor.unsigned() else { return nil }
        time.value = value
        if cursor.skip("us") {
            guard let mark = cursor.take(1)?.first, DurationText.markUs(mark) != nil else { return nil }
            time.mark = mark
        } else {
            time.isTicks = true
        }
        return cursor.skip(": ") ? time : nil
    }

    /// "    cyclictest    1234   1 5 00000002 0000001f [0015f6a4] 12.034ms (+0.002ms): text": the name has 16 columns.
    static func verbose(_ line: ArraySlice<UInt8>, number: Int) -> LatencyEntry? {
        var cursor = LineCursor(line)
        guard let comm = cursor.take(16), cursor.skip(" ") else { return nil }
        cursor.skipSpaces()
        guard let pid = cursor.integer(Int.self), cursor.skip(" ") else { return nil }
        cursor.skipSpaces()
        guard let cpu = cursor.integer(Int.self), cursor.skip(" "), let bits = cursor.integer(UInt8.self), cursor.skip(" "),
            let preempt = cursor.hex(), preempt <= 0xff, cursor.skip(" "), let index = cursor.hex(), cursor.skip(" ["),
            let stamp = cursor.hex(), cursor.skip("] "), let (time, delay) = verboseTime(&cursor)
        else { return nil }
        return LatencyEntry(
            line: number, comm: comm.withoutLeadingSpaces.string, pid: pid, cpu: cpu,
            flags: ContextFlags(bits: bits, preemptDepth: Int(preempt)), time: time, step: LatencyStep(text: cursor.rest),
            verbose: LatencyVerbose(flagBits: bits, index: index, stamp: stamp, delay: delay))
    }

    private static func verboseTime(_ cursor: inout LineCursor) -> (LatencyTime, delay: UInt64)? {
        var time = LatencyTime()
        guard let value = verboseValue(&cursor, &time.isTicks), cursor.skip(" (+"),
            let delay = verboseValue(&cursor, &time.isTicks),
            cursor.skip("): ")
        else { return nil }
        time.value = value
        return (time, delay)
    }

    /// "12.034ms" in microseconds, or a plain number of ticks.
    private static func verboseValue(_ cursor: inout LineCursor, _ isTicks: inout Bool) -> UInt64? {
        guard let whole = cursor.unsigned() else { return nil }
        isTicks = !cursor.skip(".")
        guard !isTicks else { return whole }
        guard let fraction = cursor.take(3), fraction.allSatisfy(\.isDigit), cursor.skip("ms") else { return nil }
        let us = fraction.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
        let (product, overflow) = whole.multipliedReportingOverflow(by: 1000)
        let (sum, carry) = product.addingReportingOverflow(us)
        return overflow || carry ? nil : sum
    }

    /// "          <idle>-0       [000] dN.1.   257.083998: text", as the tracer prints when latency-format was switched off
    /// (trace_print_context): the name has 16 columns; a thread group may follow the pid, and the flags may be missing.
    static func ordinary(_ line: ArraySlice<UInt8>, number: Int, legend: [ContextFlags.Column]) -> LatencyEntry? {
        var cursor = LineCursor(line)
        guard let comm = cursor.take(16), cursor.skip("-"), let pid = cursor.integer(Int.self), cursor.first == 0x20 else {
            return nil
        }
        cursor.skipSpaces()
        if cursor.skip("(") {
            guard cursor.take(before: ") ") != nil else { return nil }
        }
        guard cursor.skip("["), let cpu = cursor.integer(Int.self), cursor.skip("] ") else { return nil }
        var flags = ContextFlags(bits: 0, preemptDepth: 0)
        if cursor.first != 0x20 {
            guard let word = cursor.word(), let read = ContextFlags(word, legend: legend) else { return nil }
            flags = read
        }
        cursor.skipSpaces()
        guard let time = clockTime(&cursor) else { return nil }
        return LatencyEntry(
            line: number, comm: comm.withoutLeadingSpaces.string, pid: pid, cpu: cpu, flags: flags, time: time,
            step: LatencyStep(text: cursor.rest))
    }

    /// "257.083998: ", or the clock's own units.
    private static func clockTime(_ cursor: inout LineCursor) -> LatencyTime? {
        var time = LatencyTime()
        time.isAbsolute = true
        guard let whole = cursor.unsigned() else { return nil }
        time.isTicks = !cursor.skip(".")
        time.value = whole
        if !time.isTicks {
            guard let fraction = cursor.take(6), fraction.allSatisfy(\.isDigit) else { return nil }
            let (product, overflow) = whole.multipliedReportingOverflow(by: 1_000_000)
            let (sum, carry) = product.addingReportingOverflow(fraction.reduce(0) { $0 * 10 + UInt64($1 - 0x30) })
            guard !overflow, !carry else { return nil }
            time.value = sum
        }
        return cursor.skip(": ") ? time : nil
    }

    /// "    37691 us |   0)    true-810    |  dNh.. |   37687.77 us |  }" (print_graph_prologue with the columns that the latency
    /// tracers ask for: relative time, CPU, task, duration).
    static func graph(_ line: ArraySlice<UInt8>, number: Int, legend: [ContextFlags.Column]) -> LatencyEntry? {
        var cursor = LineCursor(line)
        cursor.skipSpaces()
        var time = LatencyTime()
        guard let first = cursor.unsigned() else { return nil }
        var cpu = Int(exactly: first)
        if cursor.skip(" us |") {
            time.value = first
            cursor.skipSpaces()
            cpu = cursor.integer(Int.self)
        }
        guard let cpu, cursor.skip(") "), let (task, flags) = taskAndFlags(&cursor, legend), let (comm, pid) = Self.task(task)
        else {
            return nil
        }
        let (step, graph) = body(cursor)
        return LatencyEntry(
            line: number, comm: comm.string, pid: pid, cpu: cpu, flags: flags, time: time, step: step, graph: graph)
    }

    /// The name may hold a bar, so the flags are looked for: after " |  ", of a known length, and before " | ".
    private static func taskAndFlags(
        _ cursor: inout LineCursor, _ legend: [ContextFlags.Column]
    ) -> (ArraySlice<UInt8>, ContextFlags)? {
        let task = cursor.rest
        while let before = cursor.take(before: " |  ") {
            var rest = cursor
            guard let word = rest.word(), rest.skip(" | "), let flags = ContextFlags(word, legend: legend) else { continue }
            cursor = rest
            return (task[..<before.endIndex], flags)
        }
        return nil
    }

    /// "  true-810  ", centred.
    static func task(_ text: ArraySlice<UInt8>) -> (comm: ArraySlice<UInt8>, pid: Int)? {
        let text = text.withoutLeadingSpaces.withoutTrailingSpaces
        guard let dash = text.lastIndex(of: UInt8(ascii: "-")) else { return nil }
        var number = LineCursor(text[(dash + 1)...])
        guard let pid = number.integer(Int.self), number.isAtEnd else { return nil }
        return (text[..<dash], pid)
    }

    /// The mark, the duration and what happened.
    private static func body(_ line: LineCursor) -> (LatencyStep, LatencyGraph?) {
        let trimmed = line.rest.trimmed
        if trimmed.elementsEqual("==========> |".utf8) { return (.interruptEntered, nil) }
        if trimmed.elementsEqual("<========== |".utf8) { return (.interruptLeft, nil) }
        var cursor = line
        guard let column = cursor.take(before: "|  ") else { return (.other(line.rest.string), nil) }
        var inside = LineCursor(column)
        let mark = inside.first.flatMap { DurationText.markUs($0) == nil ? nil : $0 } ?? 0x20
        if !inside.isAtEnd, mark != 0x20 { _ = inside.take(1) }
        inside.skipSpaces()
        let duration = DurationText.thousandths(&inside)
        let text = cursor.rest.withoutLeadingSpaces
        let depth = (text.startIndex - cursor.rest.startIndex) / 2
        return (LatencyStep(graph: text), LatencyGraph(depth: depth, durationNs: duration, mark: mark))
    }
}
