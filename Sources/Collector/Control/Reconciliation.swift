import Wire

/// What follows when a board says which traces it has, and the collector knows which it should have.
struct Reconciliation: Equatable, Sendable {
    var admission = SessionState.Admission()
    /// Parts of traces that are over, for the board no longer has them.
    var closed: [BoardKey: Goodbye] = [:]

    /// - Parameters:
    ///   - open: the board's part of every trace that is not final.
    ///   - listed: what its Hello names.
    ///   - starts: how to start those that it never answered.
    init(open: [BoardRow], listed: [TraceStatus], bootID: String, starts: (String) -> StartTrace?) {
        let ids = Set(listed.map(\.trace))
        for board in open {
            let trace = board.key.trace
            if ids.contains(trace) {
                admission.leases.insert(trace)
                if board.stopRequested { admission.stops.append(trace) }
            } else if board.status != nil {
                closed[board.key] = Reconciliation.forgotten(board, bootID)
            } else if board.stopRequested {
                closed[board.key] = Goodbye(.stopped, "stopped before the board had started it")
            } else if let start = starts(trace) {
                admission.leases.insert(trace)
                admission.starts.append(start)
            }
        }
        let known = Set(open.map(\.key.trace))
        admission.stops += listed.filter { !known.contains($0.trace) && !$0.state.isFinal }.map(\.trace)
    }

    private static func forgotten(_ board: BoardRow, _ bootID: String) -> Goodbye {
        let cause = board.boot == bootID ? "the agent restarted and no longer has the trace" : "the board rebooted during the trace"
        let stored = board.cpus.reduce(0) { $0 + $1.stored }
        return Goodbye(.restarted, "\(cause); \(stored) chunks had come and are kept")
    }
}
