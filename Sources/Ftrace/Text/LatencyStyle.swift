/// How the latency format begins a line: `comm-pid cpuflags timeus+: ` (trace_print_lat_context in
/// kernel/trace/trace_output.c).
struct LatencyStyle {
    let style: LineStyle
    let tasks: Tasks
    /// Times count from here.
    let startNs: UInt64

    /// - Parameters:
    ///   - index: the record's number in the report, from 0.
    ///   - nextTimeNs: the time of the record that is printed next, on whatever CPU; the record's own when it is the last.
    func context(_ record: Record, cpu: Int, index: Int, nextTimeNs: UInt64, _ text: inout TextBuffer) {
        let pid = style.pid(record)
        if style.options.verbose {
            verbose(record, pid, cpu, index, &text)
            verboseTime(record.timeNs, nextTimeNs, &text)
        } else {
            var mark = text.count
            tasks.putComm(pid, bytesMax: 8, &text)
            text.pad(from: mark, width: 8, left: false)
            text.put("-")
            mark = text.count
            text.putDecimal(Int64(pid))
            text.pad(from: mark, width: 7, left: true)
            text.put(" ")
            text.putDecimal(Int64(cpu), width: 3)
            style.flags.print(record, &text)
            time(record.timeNs, nextTimeNs, &text)
        }
    }

    private func verbose(_ record: Record, _ pid: Int32, _ cpu: Int, _ index: Int, _ text: inout TextBuffer) {
        tasks.printComm(pid, &text)
        text.put(" ")
        text.putDecimal(Int64(pid), width: 7)
        text.put(" ")
        text.putDecimal(Int64(cpu), width: 3)
        text.put(" ")
        text.putDecimal(UInt64(style.flags.bits(record)))
        text.put(" ")
        text.putHex(UInt64(style.flags.preemptDepth(record)), digits: 8)
        text.put(" ")
        text.putHex(UInt64(max(0, index)), digits: 8)
        text.put(" ")
    }

    /// lat_print_timestamp.
    private func time(_ timeNs: UInt64, _ nextTimeNs: UInt64, _ text: inout TextBuffer) {
        let since = timeNs &- startNs
        text.put(" ")
        guard style.clockIsNs else {
            text.putDecimal(Int64(bitPattern: since), width: 4)
            return text.put(": ")
        }
        text.putDecimal(Int64(bitPattern: Self.us(since)), width: 4)
        text.put("us")
        text.putDelayMark(ns: Self.us(nextTimeNs &- timeNs) &* 1000)
        text.put(": ")
    }

    private func verboseTime(_ timeNs: UInt64, _ nextTimeNs: UInt64, _ text: inout TextBuffer) {
        text.put("[")
        guard style.clockIsNs else {
            text.putHex(timeNs, digits: 16)
            text.put("] ")
            text.putDecimal(Int64(bitPattern: timeNs &- startNs))
            text.put(" (+")
            text.putDecimal(Int64(bitPattern: nextTimeNs &- timeNs))
            return text.put("): ")
        }
        let us = Self.us(timeNs)
        text.putHex(us, digits: us >> 32 == 0 ? 8 : (67 - us.leadingZeroBitCount) / 4)
        text.put("] ")
        milliseconds(Self.us(timeNs &- startNs), &text)
        text.put(" (+")
        milliseconds(Self.us(nextTimeNs &- timeNs), &text)
        text.put("): ")
    }

    private func milliseconds(_ us: UInt64, _ text: inout TextBuffer) {
        text.putDecimal(us / 1000)
        text.put(".")
        text.putDecimal(us % 1000, width: 3, with: 0x30)
        text.put("ms")
    }

    /// ns2usecs: rounded.
    private static func us(_ ns: UInt64) -> UInt64 { (ns &+ 500) / 1000 }
}
