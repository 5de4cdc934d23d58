import ArgumentParser
import FleetAPI

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Start a trace on many boards, follow it, and see what each delivered and lost.",
        discussion: """
            The trace runs for the time that --for gives, or until Ctrl-C, which stops it on every board. Each board's tracefs is \
            afterwards as it was before.
            """,
        subcommands: [TraceHwlat.self, TraceEvents.self])
}

/// What every tracer can be told.
struct TraceSettings: ParsableArguments {
    @OptionGroup var selector: SelectorOption

    @Option(
        name: .customLong("for"), help: ArgumentHelp("How long to trace: 30s, 5m. Without it: until Ctrl-C.", valueName: "time"))
    var duration: Quantity?

    @Option(help: ArgumentHelp("CPUs to trace, as a list: 0-3,5. Without it: all.", valueName: "list"))
    var cpus = ""

    @Option(help: ArgumentHelp("Kernel buffer per CPU, in KiB. Without it: the agent's choice.", valueName: "kb"))
    var buffer: UInt32 = 0

    @Option(
        help: ArgumentHelp(
            "Trace clock: mono, boot, tai, local, global … Without it: mono where the kernel has it.", valueName: "name"))
    var clock = ""

    @Option(
        name: .customLong("option"),
        help: ArgumentHelp("A trace option as the kernel names it, or with 'no' before it; may be repeated.", valueName: "name"))
    var options: [String] = []

    @Flag(help: "Read the kernel's buffer only after tracing has stopped, so that reading disturbs nothing.")
    var readAfter = false

    @Option(help: ArgumentHelp("A board that loses the collector for so long ends the trace by itself.", valueName: "time"))
    var lease = Quantity(microseconds: 600_000_000)

    @Flag(help: "Print the result as JSON.") var json = false

    func apply(to trace: inout TraceOptions) {
        trace.durationMs = duration?.milliseconds ?? 0
        trace.cpus = cpus
        trace.bufferKb = buffer
        trace.clock = clock
        trace.options = options
        trace.readAfter = readAfter
        trace.leaseMs = UInt32(clamping: lease.milliseconds)
    }

    func validate() throws {
        if let duration, duration.milliseconds == 0 { throw ValidationError("--for needs at least a millisecond") }
    }
}

struct TraceHwlat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hwlat",
        abstract: "Find latency that the hardware or firmware causes behind the kernel's back.",
        discussion: """
            A kernel thread spins with interrupts off for --width of every --window and watches the clock for gaps: nothing but the \
            hardware (SMIs, secure firmware, bus stalls) or a hypervisor can cause them. While it samples, that CPU does nothing \
            else: with the kernel's defaults, 500ms of every 1s on one CPU at a time. What is not given stays as the board has it.
            """)

    @Option(help: ArgumentHelp("How long to sample in each window: 200ms.", valueName: "time")) var width: Quantity?
    @Option(help: ArgumentHelp("From one sample to the next: 1s.", valueName: "time")) var window: Quantity?
    @Option(help: ArgumentHelp("Record gaps longer than this: 10us.", valueName: "time")) var threshold: Quantity?
    @Option(
        help: ArgumentHelp(
            "none (one thread, wherever it runs), round-robin (one thread that moves on), per-cpu (one for each).",
            valueName: "mode"))
    var mode = ""
    @OptionGroup var settings: TraceSettings
    @OptionGroup var collector: CollectorOptions

    func validate() throws {
        if let width, let window, width.microseconds > window.microseconds {
            throw ValidationError("--width \(width.text) is longer than --window \(window.text)")
        }
        if !["", "none", "round-robin", "per-cpu"].contains(mode) {
            throw ValidationError("--mode is none, round-robin or per-cpu, not '\(mode)'")
        }
    }

    func run() async throws {
        var options = TraceOptions(tracer: "hwlat")
        settings.apply(to: &options)
        options.thresholdUs = threshold?.microseconds
        var hwlat = TraceOptions.Hwlat()
        hwlat.widthUs = width?.microseconds ?? 0
        hwlat.windowUs = window?.microseconds ?? 0
        hwlat.mode = mode
        options.hwlat = hwlat
        try await TraceRun(options: options, settings: settings).run(collector)
    }
}

struct TraceEvents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Record tracepoints: scheduling, interrupts, block I/O, whatever the kernel offers.")

    @Option(
        name: .customLong("event"),
        help: ArgumentHelp(
            "A tracepoint, 'sched:sched_switch', or a whole system, 'block:*'; may be repeated.", valueName: "system:event"))
    var events: [String] = []
    @OptionGroup var settings: TraceSettings
    @OptionGroup var collector: CollectorOptions

    func validate() throws {
        if events.isEmpty { throw ValidationError("name at least one --event, for instance --event 'block:*'") }
    }

    func run() async throws {
        var options = TraceOptions(tracer: "events")
        settings.apply(to: &options)
        options.events = events
        try await TraceRun(options: options, settings: settings).run(collector)
    }
}
