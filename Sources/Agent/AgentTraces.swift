import Wire

/// How traces begin on this board, and what an earlier agent left of them.
extension Agent {
    /// Undoes what an agent that crashed left behind, and takes note of the traces it ran.
    func recover() {
        findTracefs()
        let root = tracefs?.root ?? Tracefs.standardRoot
        for scope in state.journal.scopes where scope != Journal.agentScope {
            Log.warning("an earlier agent did not end trace \(scope): putting its settings back")
            state.journal.undo(scope: scope, root: root)
        }
        for left in state.register.left(bootID: state.bootID).prefix(Limits.tracesMax) {
            let who = left.isOfAnotherBoot ? "the board" : "the agent"
            let error = TraceError(.restarted, "\(who) restarted before the trace was delivered in full")
            traces.append(Trace(failed: left.id, error))
        }
        if !Process.isRoot { Log.warning("not root: the kernel will refuse to trace") }
    }

    /// - Returns: why there is none.
    @discardableResult
    private func findTracefs() -> TraceError? {
        do throws(TraceError) {
            tracefs = try Tracefs.find(state.journal)
            return nil
        } catch {
            tracefs = nil
            Log.warning(error.message)
            return error
        }
    }

    func start(_ start: StartTrace, _ nowNs: UInt64) {
        guard TraceID.isValid(start.trace) else {
            return answer(start.trace.printable.prefix(bytes: 32), TraceError(.parameter, "a trace's id is 1 to 32 of [a-z0-9-]"))
        }
        // The collector asks again after a reconnection: the same id is the same trace.
        if let trace = traces.first(where: { $0.id == start.trace }) {
            trace.hasNews = true
            return
        }
        guard traces.count < Limits.tracesMax, traces.filter({ $0.isLive }).count < Agent.liveTracesMax else {
            return answer(
                start.trace,
                TraceError(
                    .resources,
                    "this board runs \(Agent.liveTracesMax) traces or keeps \(Limits.tracesMax) that are not acknowledged"))
        }
        do throws(TraceError) {
            traces.append(try begin(start, nowNs))
        } catch {
            Log.warning("trace \(start.trace) did not start: \(error.message)")
            state.register.remove(start.trace)
            traces.append(Trace(failed: start.trace, error))
        }
    }

    private func begin(_ start: StartTrace, _ nowNs: UInt64) throws(TraceError) -> Trace {
        if tracefs?.exists("trace_clock") != true, let error = findTracefs() { throw error }
        guard let tracefs else { throw TraceError(.tracefsMissing, "no tracefs") }
        let request = try Request(start, tracefs: tracefs, policy: policy)
        do throws(SystemError) {
            try state.register.add(start.trace, bootID: state.bootID)
        } catch {
            throw TraceError(.resources, "the trace cannot be registered: \(error.text)")
        }
        let trace = try Trace(request, journal: state.journal, nowNs: nowNs)
        Log.info("trace \(start.trace): \(request.tracer.name) runs")
        return trace
    }
}
