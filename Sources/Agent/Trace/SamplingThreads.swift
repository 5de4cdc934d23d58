/// The CPU time of the kernel's sampling threads, which hwlat's rate is counted against.
enum SamplingThreads {
    /// Threads named `name`, or `name/N` where there is one per CPU.
    ///
    /// While a sample is under way interrupts are off, and the kernel adds it to the thread's time
    /// only when it ends. So what is read here covers finished samples, and those are the ones
    /// that may have left a record.
    /// - Returns: nanoseconds of all of them since they started; 0 when there are none.
    /// Source: /proc/PID/schedstat, first field, Documentation/scheduler/sched-stats.rst.
    static func cpuTimeNs(_ name: String) -> UInt64 {
        var totalNs: UInt64 = 0
        for process in File.names("/proc") where process.utf8.allSatisfy({ 0x30 <= $0 && $0 <= 0x39 }) {
            guard let comm = File.textIfAny("/proc/\(process)/comm"), isOurs(comm, name) else { continue }
            totalNs += schedstatNs(process) ?? statNs(process) ?? 0
        }
        return totalNs
    }

    private static func isOurs(_ comm: String, _ name: String) -> Bool {
        guard let rest = comm.after(name) else { return false }
        return rest.isEmpty || rest.starts("/")
    }

    private static func schedstatNs(_ process: String) -> UInt64? {
        File.textIfAny("/proc/\(process)/schedstat")?.words.first.flatMap { UInt64($0) }
    }

    /// utime and stime, fields 14 and 15 of /proc/PID/stat, in ticks of 10 ms (USER_HZ is 100 on arm64
    /// and x86_64). The name in parentheses may hold blanks, so fields are counted after it.
    private static func statNs(_ process: String) -> UInt64? {
        guard let stat = File.textIfAny("/proc/\(process)/stat"), let end = stat.utf8.lastIndex(of: 0x29) else { return nil }
        let fields = String(stat[end...]).words
        guard fields.count > 13, let user = UInt64(fields[12]), let system = UInt64(fields[13]) else { return nil }
        return (user + system) * 10_000_000
    }
}
