import Wire

/// A trace while it has an instance in the kernel: set up, turned on, drained, turned off, undone.
final class Recording {
    enum Drained: Equatable {
        /// Every CPU's buffer was found empty.
        case empty
        /// There is more to read.
        case more
        /// The outbox takes nothing more now.
        case full
    }

    let request: Request
    let contents: [Content]
    let settings: [Pair]
    let samplingCpus: UInt32
    private let instance: Instance
    private let journal: Journal
    private let builder: ChunkBuilder
    private var readers: [PipeReader]
    /// CPU time of the sampling threads when tracing was turned on.
    private var sampledBeforeNs: UInt64 = 0
    /// Raw bytes of each reader when `fill` was last asked.
    private var takenBefore: [UInt64] = []

    /// Sets everything and leaves tracing off. When any step fails, all before it are undone.
    init(_ request: Request, journal: Journal) throws(TraceError) {
        self.request = request
        self.journal = journal
        do throws(TraceError) {
            let instance = try Recording.makeInstance(request, journal)
            try Recording.setUp(instance, request)
            (builder, readers) = try Recording.open(instance)
            contents = TraceContents.atStart(instance, request.tracer)
            settings = Recording.settings(instance, request.tracer)
            samplingCpus = request.tracer.samplingCpus(instance)
            self.instance = instance
        } catch {
            journal.undo(scope: request.id, root: request.tracefs.root)
            throw error
        }
    }

    private static func makeInstance(_ request: Request, _ journal: Journal) throws(TraceError) -> Instance {
        do throws(SystemError) {
            return try Instance(tracefs: request.tracefs, trace: request.id, journal: journal)
        } catch {
            throw TraceError(error)
        }
    }

    private static func setUp(_ instance: Instance, _ request: Request) throws(TraceError) {
        try instance.apply("buffer_size_kb", String(request.bufferKb))
        if let clock = request.clock { try instance.apply("trace_clock", clock) }
        if let mask = request.cpuMask { try instance.apply("tracing_cpumask", mask) }
        for option in request.spec.options { try instance.apply("trace_options", option) }
        try request.tracer.arm(request.spec, instance)
    }

    /// Opens the pipes only now: an open one makes the kernel refuse to change the tracer.
    private static func open(_ instance: Instance) throws(TraceError) -> (ChunkBuilder, [PipeReader]) {
        let header: String
        var readers: [PipeReader] = []
        do throws(SystemError) {
            header = try File.text(TraceContents.headerPage(instance))
            for cpu in instance.cpus { readers.append(try PipeReader(instance, cpu: cpu)) }
        } catch {
            throw TraceError(error)
        }
        return (try ChunkBuilder(try PageLayout(headerPage: header)), readers)
    }

    private static func settings(_ instance: Instance, _ tracer: Tracer) -> [Pair] {
        var pairs: [Pair] = []
        for file in tracer.globalSettings {
            if let text = try? instance.tracefs.read(file) { pairs.append(Pair(file, Setting.selected(text))) }
        }
        for file in ["trace_clock", "tracing_cpumask", "buffer_size_kb"] {
            if let text = try? instance.read(file) { pairs.append(Pair(file, Setting.selected(text))) }
        }
        return pairs
    }

    func turnOn() throws(TraceError) {
        if let threads = request.tracer.samplingThreads { sampledBeforeNs = SamplingThreads.cpuTimeNs(threads) }
        do throws(SystemError) { try instance.setJournalled("tracing_on", "1") } catch { throw TraceError(error) }
    }

    /// - Returns: nanoseconds that the sampling threads sampled for; 0 when there are none.
    func turnOff() -> UInt64 {
        var sampledNs: UInt64 = 0
        if let threads = request.tracer.samplingThreads {
            let nowNs = SamplingThreads.cpuTimeNs(threads)
            sampledNs = nowNs > sampledBeforeNs ? nowNs - sampledBeforeNs : 0
        }
        do throws(SystemError) { try instance.set("tracing_on", "0") } catch { Log.error(error.text) }
        return sampledNs
    }

    /// One turn: at most one chunk of each CPU, so that no CPU starves the others or the session.
    func drain(into outbox: inout Outbox) throws(TraceError) -> Drained {
        var result = Drained.empty
        for reader in readers {
            if outbox.isFull { return .full }
            let (chunk, emptied) = try builder.next(reader, trace: request.id)
            if let chunk { outbox.append(chunk) }
            if !emptied { result = .more }
        }
        return result
    }

    /// How full the fullest buffer was since the last call: taken bytes over the buffer's size.
    func fill() -> Double {
        let taken = readers.map { $0.rawBytes }
        defer { takenBefore = taken }
        guard takenBefore.count == taken.count else { return 0 }
        let most = zip(taken, takenBefore).map { $0 - $1 }.max() ?? 0
        return Double(most) / Double(UInt64(request.bufferKb) << 10)
    }

    /// What each CPU's buffer has counted so far.
    /// Source: per_cpu/cpuN/stats, tracing_stats_read() in kernel/trace/trace.c.
    func counts() -> [CpuStatus] {
        readers.map { reader in
            var status = CpuStatus()
            status.cpu = UInt32(reader.cpu)
            status.chunks = reader.chunks
            status.rawBytes = reader.rawBytes
            for line in ((try? instance.read("per_cpu/cpu\(reader.cpu)/stats")) ?? "").lines {
                guard let (key, text) = line.cut(0x3a), let value = UInt64(text.trimmed) else { continue }
                switch key {
                case "entries": status.entries = value
                case "overrun": status.overrun = value
                case "commit overrun": status.commitOverrun = value
                case "dropped events": status.droppedEvents = value
                case "read events": status.readEvents = value
                default: break
                }
            }
            return status
        }
    }

    /// Puts everything back and removes the instance.
    func close() -> [SystemError] {
        readers = []
        return journal.undo(scope: request.id, root: request.tracefs.root)
    }
}
