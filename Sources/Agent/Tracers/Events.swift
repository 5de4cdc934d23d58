import Wire

/// Trace events: the tracer is "nop", the records come from the events that are switched on.
/// Source: Documentation/trace/events.rst.
extension Tracer {
    static let events = Tracer(
        name: "events", kernelTracer: nil, kernelOption: "CONFIG_EVENT_TRACING", bufferKb: 1024, tickMs: 250, needsSymbols: true,
        globalSettings: [], samplingThreads: nil, check: Events.check, arm: Events.arm, samplingCpus: { _ in 0 })
}

enum Events {
    static func check(_ spec: TraceSpec, _ tracefs: Tracefs, _ policy: Policy) throws(TraceError) {
        guard tracefs.exists("events") else {
            throw TraceError(.tracerMissing, "this kernel has no trace events (CONFIG_EVENT_TRACING)")
        }
        guard let events = spec.events?.events, !events.isEmpty else {
            throw TraceError(.parameter, "no event is named; give some as system:event, system:* or system")
        }
        for event in events {
            // What set_event would take for something else: "!" switches off, blanks and ":mod:" separate.
            guard !event.isEmpty, event.utf8.allSatisfy(isEventCharacter) else {
                throw TraceError(.eventUnknown, "\"\(event.printable)\" is no event: system:event, system:* or system")
            }
        }
    }

    private static func isEventCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x5f, 0x2d, 0x3a, 0x2a, 0x3f, 0x2e: true  // _ - : * ? .
        default: false
        }
    }

    static func arm(_ spec: TraceSpec, _ instance: Instance) throws(TraceError) {
        for event in spec.events?.events ?? [] {
            do throws(SystemError) {
                try instance.append("set_event", event + "\n")
            } catch {
                guard error.errno == Errno.invalid else { throw TraceError(error) }
                throw TraceError(.eventUnknown, "this kernel has no event \"\(event)\"" + hint(event, instance.tracefs))
            }
        }
    }

    /// What is there instead: the difference between a misspelt system and a misspelt event.
    private static func hint(_ event: String, _ tracefs: Tracefs) -> String {
        let system = event.cut(0x3a)?.head ?? event
        if tracefs.exists("events/\(system)") {
            return ": \"\(system)\" is there and has "
                + File.names(tracefs.path("events/\(system)"))
                .filter { tracefs.exists("events/\(system)/\($0)/format") }.joined(separator: ", ").prefix(bytes: 1500)
        }
        return "; its event systems are "
            + File.names(tracefs.path("events"))
            .filter { tracefs.exists("events/\($0)/enable") }.joined(separator: ", ").prefix(bytes: 1500)
    }
}
