import Wire

/// The hardware latency detector: a kernel thread spins with interrupts off for `width` of every
/// `window` microseconds and records gaps that no software can have made.
/// Source: kernel/trace/trace_hwlat.c; Documentation/trace/hwlat_detector.rst.
extension Tracer {
    static let hwlat = Tracer(
        name: "hwlat", kernelTracer: "hwlat", kernelOption: "CONFIG_HWLAT_TRACER", bufferKb: 128, tickMs: 500,
        needsSymbols: false,
        globalSettings: [Hwlat.width, Hwlat.window, Hwlat.mode, Hwlat.threshold],
        samplingThreads: "hwlatd", check: Hwlat.check, arm: Hwlat.arm, samplingCpus: Hwlat.samplingCpus)
}

enum Hwlat {
    static let width = "hwlat_detector/width"
    static let window = "hwlat_detector/window"
    static let mode = "hwlat_detector/mode"
    static let threshold = "tracing_thresh"

    static func check(_ spec: TraceSpec, _ tracefs: Tracefs, _ policy: Policy) throws(TraceError) {
        let asked = spec.hwlat ?? HwlatSpec()
        let widthUs = asked.widthUs != 0 ? asked.widthUs : present(width, tracefs)
        let windowUs = asked.windowUs != 0 ? asked.windowUs : present(window, tracefs)
        guard windowUs <= 3_600_000_000, widthUs <= windowUs else {
            throw TraceError(
                .parameter, "hwlat: a width of \(widthUs) us does not fit a window of \(windowUs) us (at most an hour); give both")
        }
        guard widthUs * 100 <= windowUs * policy.hwlatDutyPercentMax else {
            throw TraceError(
                .policy,
                "hwlat would spin for \(widthUs) of every \(windowUs) us; this board's policy allows hwlat-duty-percent-max = "
                    + "\(policy.hwlatDutyPercentMax)")
        }
        guard ["", "none", "round-robin", "per-cpu"].contains(asked.mode) else {
            throw TraceError(.parameter, "hwlat has no mode \"\(asked.mode.printable)\": none, round-robin, per-cpu")
        }
        if !tracefs.exists(mode), !["", "round-robin"].contains(asked.mode) {
            throw TraceError(.parameter, "this kernel's hwlat knows no modes and goes round-robin (modes came with Linux 5.14)")
        }
        if let user = tracefs.user(of: "hwlat", except: "") {
            throw TraceError(.busy, "hwlat is in use by \(user); the kernel has one for all")
        }
    }

    private static func present(_ file: String, _ tracefs: Tracefs) -> UInt64 {
        (try? tracefs.read(file)).flatMap { UInt64($0) } ?? 0
    }

    /// The tracer is claimed first: with tracing off that touches nothing of the whole kernel, and if
    /// somebody else has it the write fails with EBUSY before a global value is changed. Undone in
    /// reverse, the threshold is put back while the tracer is still ours, which also gives the kernel
    /// back the threshold that it remembers for hwlat's next use (last_tracing_thresh).
    static func arm(_ spec: TraceSpec, _ instance: Instance) throws(TraceError) {
        let asked = spec.hwlat ?? HwlatSpec()
        try claim(instance)
        try setMode(asked.mode, instance)
        if let thresholdUs = spec.thresholdUs { try instance.applyGlobal(threshold, String(thresholdUs)) }
        try setTimes(asked, instance)
    }

    private static func claim(_ instance: Instance) throws(TraceError) {
        do throws(SystemError) {
            try instance.setJournalled("current_tracer", "hwlat")
        } catch {
            guard error.errno == Errno.busy else { throw TraceError(error) }
            let user = instance.tracefs.user(of: "hwlat", except: instance.name) ?? "somebody who has just let it go"
            throw TraceError(.busy, "hwlat is in use by \(user); the kernel has one for all")
        }
    }

    /// Writing the mode starts hwlat's threads even while tracing is off, and kernels before 6.4 then
    /// start them a second time, and lose the first ones, when tracing is turned on. Leaving the
    /// tracer and claiming it anew stops them; it also sets tracing_thresh, so the threshold comes later.
    private static func setMode(_ wanted: String, _ instance: Instance) throws(TraceError) {
        guard !wanted.isEmpty, instance.tracefs.exists(mode) else { return }
        guard (try? instance.tracefs.read(mode)).map({ Setting.selected($0) }) != wanted else { return }
        try instance.applyGlobal(mode, wanted)
        do throws(SystemError) {
            try instance.set("current_tracer", "nop")
            try instance.set("current_tracer", "hwlat")
        } catch {
            throw TraceError(error)
        }
    }

    /// The kernel demands width <= window at every moment, so the order depends on the values at hand.
    private static func setTimes(_ asked: HwlatSpec, _ instance: Instance) throws(TraceError) {
        var changes = [(window, asked.windowUs), (width, asked.widthUs)]
        if asked.windowUs < present(width, instance.tracefs) { changes.reverse() }
        for (file, us) in changes where us != 0 { try instance.applyGlobal(file, String(us)) }
    }

    /// One thread, but for mode per-cpu: there one on each CPU that is online and in the mask.
    static func samplingCpus(_ instance: Instance) -> UInt32 {
        let mode = (try? instance.tracefs.read(mode)).map { Setting.selected($0) }
        guard mode == "per-cpu", let mask = (try? instance.read("tracing_cpumask")).flatMap({ CpuList.parse(mask: $0) }) else {
            return 1
        }
        let online = File.textIfAny("/sys/devices/system/cpu/online").flatMap { CpuList.parse($0) } ?? mask
        return UInt32(mask.filter { online.contains($0) }.count)
    }
}
