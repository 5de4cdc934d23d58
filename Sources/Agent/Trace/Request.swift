import Wire

/// A trace that a collector asks for, checked against this board before anything is touched.
struct Request {
    let id: String
    let spec: TraceSpec
    let tracer: Tracer
    let tracefs: Tracefs
    let bufferKb: UInt32
    let clock: String?
    /// A mask for tracing_cpumask; nil for all CPUs.
    let cpuMask: String?
    /// Nanoseconds to run, and whether the policy set the limit rather than the collector.
    let durationNs: UInt64
    let endsByPolicy: Bool

    init(_ start: StartTrace, tracefs: Tracefs, policy: Policy) throws(TraceError) {
        id = start.trace
        spec = start.spec
        self.tracefs = tracefs
        tracer = try Request.tracer(start.spec.tracer, tracefs, policy)
        bufferKb = start.spec.bufferKb == 0 ? min(tracer.bufferKb, policy.bufferKbMax) : start.spec.bufferKb
        guard bufferKb <= policy.bufferKbMax else {
            throw TraceError(
                .policy, "a buffer of \(bufferKb) KiB per CPU: this board's policy allows buffer-kb-max = \(policy.bufferKbMax)")
        }
        endsByPolicy = start.spec.durationMs == 0
        let durationMaxMs = policy.durationMaxS * 1000
        guard start.spec.durationMs <= durationMaxMs else {
            throw TraceError(
                .policy,
                "a duration of \(start.spec.durationMs) ms: this board's policy allows duration-max-s = \(policy.durationMaxS)")
        }
        durationNs = (endsByPolicy ? durationMaxMs : start.spec.durationMs) * Clock.msNs
        clock = try Request.clock(start.spec.clock, tracefs)
        cpuMask = try Request.cpuMask(start.spec.cpus)
        for option in start.spec.options where option.isEmpty || !option.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) {
            throw TraceError(.parameter, "\"\(option.printable)\" is no trace option")
        }
        try tracer.check(start.spec, tracefs, policy)
    }

    private static func tracer(_ name: String, _ tracefs: Tracefs, _ policy: Policy) throws(TraceError) -> Tracer {
        guard let tracer = Tracer.named(name) else {
            throw TraceError(
                .tracerUnknown,
                "this agent knows no tracer \"\(name.printable.prefix(bytes: 64))\"; it knows "
                    + Tracer.names.joined(separator: ", "))
        }
        guard policy.tracers.contains(name) else {
            throw TraceError(
                .policy, "this board's policy allows tracers = \(policy.tracers.joined(separator: ", ")); \(name) is not among them"
            )
        }
        let present = tracefs.tracers
        if let wanted = tracer.kernelTracer, !present.contains(wanted) {
            throw TraceError(
                .tracerMissing,
                "this kernel has no tracer \(wanted): build it with \(tracer.kernelOption)=y; it has "
                    + (present.isEmpty ? "none that can be read" : present.joined(separator: " ")))
        }
        return tracer
    }

    /// "mono" by default: unlike "local" it is the same on all CPUs, and it is the CLOCK_MONOTONIC that
    /// pongs carry, so the collector can lay boards side by side.
    private static func clock(_ wanted: String, _ tracefs: Tracefs) throws(TraceError) -> String? {
        let clocks = Setting.choices((try? tracefs.read("trace_clock")) ?? "")
        if wanted.isEmpty { return clocks.contains("mono") ? "mono" : nil }
        guard clocks.contains(wanted) else {
            throw TraceError(.parameter, "no trace clock \"\(wanted.printable)\"; this kernel has \(clocks.joined(separator: " "))")
        }
        return wanted
    }

    private static func cpuMask(_ list: String) throws(TraceError) -> String? {
        guard !list.isEmpty else { return nil }
        guard let cpus = CpuList.parse(list) else {
            throw TraceError(.parameter, "\"\(list.printable)\" is no CPU list such as 0-3,5")
        }
        let onlineText = File.textIfAny("/sys/devices/system/cpu/online") ?? ""
        let online = CpuList.parse(onlineText) ?? []
        if let missing = cpus.first(where: { !online.contains($0) }) {
            throw TraceError(.parameter, "CPU \(missing) is not online here; online are \(onlineText)")
        }
        return CpuList.mask(cpus)
    }
}
