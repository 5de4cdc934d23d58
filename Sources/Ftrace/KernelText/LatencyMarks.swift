/// "CPU:1 [LOST 42 EVENTS]" (print_trace_line in kernel/trace/trace.c): records that the buffer no longer held.
public struct LatencyLoss: Equatable, Sendable {
    public let cpu: Int
    /// nil where the kernel knows only that some are missing.
    public let events: UInt64?
    /// The index of the entry before which they are missing; the count of entries at the end.
    public let before: Int

    init?(_ line: ArraySlice<UInt8>, before: Int) {
        var cursor = LineCursor(line)
        guard cursor.skip("CPU:"), let cpu = cursor.integer(Int.self), cursor.skip(" [LOST ") else { return nil }
        let events = cursor.unsigned()
        guard events == nil ? cursor.skip("EVENTS]") : cursor.skip(" EVENTS]"), cursor.isAtEnd else { return nil }
        (self.cpu, self.events, self.before) = (cpu, events, before)
    }
}

/// " 0)    <idle>-0    =>  record-4964  ", between two rules (verif_pid in kernel/trace/trace_functions_graph.c).
public struct LatencyHandover: Equatable, Sendable {
    public let cpu: Int
    /// At most 7 bytes of each name.
    public let comm: String
    public let pid: Int
    public let nextComm: String
    public let nextPid: Int
    /// The index of the entry before which it stands.
    public let before: Int

    static let frame: StaticString = " ------------------------------------------"

    init?(_ line: ArraySlice<UInt8>, before: Int) {
        var cursor = LineCursor(line)
        cursor.skipSpaces()
        guard let cpu = cursor.integer(Int.self), cursor.skip(") "), cursor.rest.firstIndex(of: " |  ") == nil,
            let first = cursor.take(before: " => "), let from = LatencyLine.task(first), let to = LatencyLine.task(cursor.rest)
        else { return nil }
        (self.cpu, self.before) = (cpu, before)
        (comm, pid) = (from.comm.string, from.pid)
        (nextComm, nextPid) = (to.comm.string, to.pid)
    }
}
