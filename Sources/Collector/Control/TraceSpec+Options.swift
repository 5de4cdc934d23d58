import FleetAPI
import Wire

extension StartTrace {
    init(_ id: String, _ options: TraceOptions) {
        self.init()
        trace = id
        spec = TraceSpec(options)
    }
}

extension TraceSpec {
    init(_ options: TraceOptions) {
        self.init()
        tracer = options.tracer
        durationMs = options.durationMs
        bufferKb = options.bufferKb
        clock = options.clock
        self.options = options.options
        readAfter = options.readAfter
        cpus = options.cpus
        thresholdUs = options.thresholdUs
        leaseMs = options.leaseMs
        if let wanted = options.hwlat {
            var hwlat = HwlatSpec()
            (hwlat.widthUs, hwlat.windowUs, hwlat.mode) = (wanted.widthUs, wanted.windowUs, wanted.mode)
            self.hwlat = hwlat
        }
        if !options.events.isEmpty {
            var events = EventsSpec()
            events.events = options.events
            self.events = events
        }
    }
}

extension TraceOptions {
    /// Refuses what no board could take: a frame to a board has a limit.
    /// - Throws: `.badRequest`.
    func check() throws(CollectorError) {
        guard !tracer.isEmpty else { throw CollectorError(.badRequest, "no tracer is named", hint: "for example: hwlat, events") }
        try check("options", options.count, Limits.optionsMax)
        try check("events", events.count, Limits.eventsMax)
        for text in [tracer, clock, cpus, hwlat?.mode ?? ""] + options + events where text.utf8.count > Limits.stringBytesMax {
            throw CollectorError(.badRequest, "'\(text.prefix(40))…' is longer than \(Limits.stringBytesMax) bytes")
        }
        if tracer == "events", events.isEmpty {
            throw CollectorError(
                .badRequest, "no event is named", hint: "for example: --event sched:sched_switch --event 'block:*'")
        }
        let bytes = Frame.startTrace(StartTrace("", self)).encoded().count
        try check("bytes", bytes, Limits.frameToBoardBytesMax - Limits.traceIDBytesMax - 16)
    }

    private func check(_ what: String, _ count: Int, _ limit: Int) throws(CollectorError) {
        guard count <= limit else { throw CollectorError(.badRequest, "\(count) \(what) are more than the limit of \(limit)") }
    }
}
