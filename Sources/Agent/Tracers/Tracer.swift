import Wire

/// What a tracer needs and does. Every tracer has this shape; the life of a trace (Trace/) knows no
/// tracer by name.
struct Tracer: Sendable {
    /// What `TraceSpec.tracer` calls it.
    let name: String
    /// What `available_tracers` must list; nil when any kernel with tracefs will do.
    let kernelTracer: String?
    /// The kernel option that brings it, for messages.
    let kernelOption: String
    /// KiB of ring buffer per CPU when the collector names none.
    let bufferKb: UInt32
    /// Milliseconds between looks at the ring buffer.
    let tickMs: UInt64
    /// Whether its records hold addresses and format pointers that need kallsyms and printk_formats.
    let needsSymbols: Bool
    /// Files of the whole kernel whose values in force belong to the result.
    let globalSettings: [String]
    /// The prefix of the kernel threads that sample, when it has such; their CPU time is measured.
    let samplingThreads: String?
    /// Refuses what is wrong with the request, before anything is touched.
    let check: @Sendable (TraceSpec, Tracefs, Policy) throws(TraceError) -> Void
    /// Sets what makes it this tracer, in an instance whose tracing is still off.
    let arm: @Sendable (TraceSpec, Instance) throws(TraceError) -> Void
    /// How many of its threads sample at a time.
    let samplingCpus: @Sendable (Instance) -> UInt32

    static let all = [hwlat, events]
    static var names: [String] { all.map { $0.name } }

    static func named(_ name: String) -> Tracer? { all.first { $0.name == name } }
}

extension Instance {
    /// Like `set`, with the kernel's refusal as the trace's error.
    func apply(_ name: String, _ value: String) throws(TraceError) {
        do throws(SystemError) { try set(name, value) } catch { throw TraceError(error) }
    }

    func applyGlobal(_ file: String, _ value: String) throws(TraceError) {
        do throws(SystemError) { try setGlobal(file, value) } catch { throw TraceError(error) }
    }
}
