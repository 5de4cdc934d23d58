import CAgent
import Wire

/// What the agent says to the collector, and what it does on the collector's word.
extension Agent {
    func hello() -> Hello {
        var hello = Hello()
        hello.versionMin = Version.min
        hello.versionMax = Version.max
        hello.agentVersion = Help.version
        hello.bootID = state.bootID
        hello.facts = Facts.gather(tracefs: tracefs)
        hello.labels = options.labels
        hello.traces = traces.prefix(Limits.tracesMax).map { trace in
            var status = trace.status
            // Final means that everything was shipped, which is not so while chunks wait here.
            if trace.isFinal, outbox.holds(trace: trace.id) { status.state = .draining }
            return status
        }
        return hello
    }

    func perform(_ actions: [Link.Action], _ nowNs: UInt64) {
        for action in actions {
            switch action {
            case .opened(let welcome): opened(welcome)
            case .start(let start): self.start(start, nowNs)
            case .stop(let id): stop(id)
            case .want(let hashes): want(hashes)
            case .chunksStored(let ack): outbox.acknowledge(ack)
            case .renew(let ids): for trace in traces where ids.contains(trace.id) { trace.renewLease(nowNs: nowNs) }
            case .traceStored(let id): forget(id)
            case .end(let reason):
                // A goodbye may be waiting; it goes if the socket takes it at once.
                _ = connection.write { link.next() }
                lose(reason, nowNs)
            }
        }
    }

    private func want(_ hashes: [[UInt8]]) {
        for hash in hashes {
            for trace in traces {
                guard let content = trace.contents.first(where: { $0.item.sha256 == hash }) else { continue }
                sender.want(content)
                break
            }
        }
    }

    private func stop(_ id: String) {
        if let trace = traces.first(where: { $0.id == id }) {
            trace.stop(.stopped, "stopped on request")
        } else if TraceID.isValid(id) {
            // Only a trace that this board has forgotten, or never had: whoever asks must not wait for its end.
            answer(id, TraceError(.restarted, "this board knows no such trace"))
        }
    }

    private func forget(_ id: String) {
        guard let index = traces.firstIndex(where: { $0.id == id && $0.isFinal }) else { return }
        traces.remove(at: index)
        outbox.forget(trace: id)
        state.register.remove(id)
        if traces.isEmpty { fa_memory_trim() }
    }

    /// A failure of a trace that this board does not keep.
    func answer(_ id: String, _ error: TraceError) {
        link.send(.traceStatus(Trace(failed: id, error).status))
    }

    /// What goes out next: the session's own frames, news of traces, metadata, chunks, and last the
    /// end of those traces of which everything has been sent.
    func nextFrame() -> Frame? {
        if let frame = link.next() { return frame }
        guard link.phase == .open else { return nil }
        for trace in traces where trace.offered < trace.contents.count {
            var offer = MetadataOffer()
            offer.trace = trace.id
            offer.items = trace.contents[trace.offered...].map { $0.item }
            trace.offered = trace.contents.count
            return .metadataOffer(offer)
        }
        for trace in traces where trace.hasNews && !trace.isFinal { return news(trace) }
        if let part = sender.next() { return .metadataPart(part) }
        if let chunk = outbox.next(windowBytes: link.windowBytes) { return .chunk(chunk) }
        for trace in traces where trace.hasNews && trace.isFinal && !outbox.hasUnsent(trace: trace.id) { return news(trace) }
        return nil
    }

    private func news(_ trace: Trace) -> Frame {
        trace.hasNews = false
        return .traceStatus(trace.status)
    }
}
