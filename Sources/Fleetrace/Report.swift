import ArgumentParser
import Foundation
import Ftrace
import TraceFile

struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a trace as the board's kernel would: the text of its 'trace' file.",
        discussion: """
            Reads a trace that the collector keeps or, without any collector, a recording on disk: a trace.dat of trace-cmd or \
            'fleetrace convert', or a folder of files copied from tracefs by hand (cpuN.raw from per_cpu/cpuN/trace_pipe_raw, \
            events/, header_page, kallsyms, saved_cmdlines, printk_formats, trace_options and so on). What is missing is told, \
            with what it costs.
            """)

    @Argument(help: "A trace, as 'fleetrace traces' lists it, or the path of a trace.dat or a folder.") var trace: String
    @Option(help: ArgumentHelp("The board; needed when the trace has several.", valueName: "name")) var machine: String?
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var collector: CollectorOptions

    func run() async throws {
        if let path = RecordingPath(trace) { return try recording.report(path) }
        guard !recording.isUsed else {
            throw Failure(
                .usage, "\(trace) is no file or folder, and only those can be filtered or printed in another form",
                hint: "print the collector's trace whole, or name a recording on disk")
        }
        try await Client.with(collector) { client in
            try await client.report(trace, machine: machine) { Console.write($0) }
        }
    }
}

/// The path of a recording; nil for what can only be a trace's name: these have no slash and no dot.
struct RecordingPath {
    let path: String

    init?(_ text: String) {
        guard text.contains("/") || text.contains(".") || FileManager.default.fileExists(atPath: text) else { return nil }
        path = text
    }
}

/// What may be asked of a recording on disk.
struct RecordingOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv

        var form: ReportForm {
            switch self {
            case .text: .text
            case .json: .json
            case .csv: .csv
            }
        }
    }

    @Option(help: ArgumentHelp("text as the kernel prints it, json (one object a line) or csv.", valueName: "form"))
    var format = Format.text
    @Option(help: ArgumentHelp("Only these CPUs: 0-3,5.", valueName: "list")) var cpu: String?
    @Option(help: ArgumentHelp("Only from this time on, as the lines show it: 12.345678 (seconds).", valueName: "time"))
    var from: String?
    @Option(help: ArgumentHelp("Only up to this time.", valueName: "time")) var to: String?
    @Option(help: ArgumentHelp("Only these events: sched_switch, 'irq:*', '*wakeup*'. May be repeated.", valueName: "pattern"))
    var event: [String] = []
    @Option(help: ArgumentHelp("Only these tasks. May be repeated.", valueName: "pid")) var pid: [Int32] = []
    @Option(help: ArgumentHelp("Only tasks of these names, * for anything. May be repeated.", valueName: "name")) var comm:
        [String] = []
    @Option(help: ArgumentHelp("Which buffer (instance) of a trace.dat that has several.", valueName: "name")) var buffer: String?
    @Flag(help: "The columns of the kernel's option latency-format.") var latencyFormat = false
    @Flag(help: "Events by kind and CPU, losses and the time span, instead of the records.") var stats = false

    var isUsed: Bool {
        format != .text || cpu != nil || from != nil || to != nil || !event.isEmpty || !pid.isEmpty || !comm.isEmpty
            || buffer != nil
            || latencyFormat || stats
    }

    func validate() throws {
        if let cpu, CPUList(cpu) == nil { throw ValidationError("'\(cpu)' is no list of CPUs like 0-3,5") }
        for time in [from, to].compactMap({ $0 }) where TraceClockTime(time) == nil {
            throw ValidationError("'\(time)' is no time like 12.345678")
        }
        guard stats else { return }
        if cpu != nil || from != nil || to != nil || !event.isEmpty || !pid.isEmpty || !comm.isEmpty || latencyFormat {
            throw ValidationError("--stats counts the whole recording: leave out what chooses records or their columns")
        }
        if format == .csv { throw ValidationError("--stats is printed as text or json") }
    }

    func report(_ path: RecordingPath) throws {
        try Recordings.guarded {
            let capture = try Recordings.choose(CaptureFile.open(path.path), buffer)
            if stats { return try StatsTable(FileStats(capture)).print(json: format == .json) }
            var report = FileReport()
            report.form = format.form
            report.latencyFormat = latencyFormat
            report.filter = filter(capture)
            let output = StandardOutput()
            try report.run(capture, write: output.write, note: { Console.error($0, prefix: "note") })
        }
    }

    private func filter(_ capture: Capture) -> RecordFilter {
        var filter = RecordFilter()
        let isNs = capture.clockIsNs
        filter.cpus = cpu.flatMap(CPUList.init)?.cpus
        filter.fromNs = from.flatMap(TraceClockTime.init)?.first(isNs: isNs)
        filter.toNs = to.flatMap(TraceClockTime.init)?.last(isNs: isNs)
        filter.events = event
        filter.pids = pid.isEmpty ? nil : Set(pid)
        filter.comms = comm
        return filter
    }
}

/// What all commands on recordings have in common.
enum Recordings {
    /// The buffer that was asked for, or the first one that holds anything; the others are told.
    static func choose(_ captures: [Capture], _ name: String?) throws -> Capture {
        if let name {
            guard let capture = captures.first(where: { $0.name == name }) else {
                throw Failure(
                    .notFound, "the recording has no buffer called \(name)",
                    hint: "it has \(captures.map { $0.name.isEmpty ? "the top one ('')" : $0.name }.joined(separator: ", "))")
            }
            return capture
        }
        guard let capture = captures.first(where: { $0.hasPages || !$0.texts.isEmpty }) ?? captures.first else {
            throw Failure(.notFound, "the recording is empty")
        }
        let others = captures.filter { $0.name != capture.name }.map { $0.name.isEmpty ? "the top one" : $0.name }
        if !others.isEmpty { Console.error("other buffers: \(others.joined(separator: ", ")); see --buffer", prefix: "note") }
        return capture
    }

    /// Errors of the decoder and of files as the user sees them.
    static func guarded(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch FtraceError.field(let message) {
            throw Failure(.usage, message, hint: "'fleetrace report --stats' lists the events of a recording")
        } catch let error as FtraceError {
            throw Failure(.environment, "\(error)")
        } catch let error as TraceFileError {
            throw Failure(.environment, "\(error)")
        }
    }
}

/// Standard output for text that is already in pieces of some size.
struct StandardOutput {
    /// A reader that closed the pipe (`| head`) ends the program quietly, as it does every Unix filter.
    func write(_ piece: UnsafeRawBufferPointer) throws {
        var rest = piece
        while !rest.isEmpty {
            let written = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            if written < 0 && errno == EINTR { continue }
            if written < 0 && errno == EPIPE { Glibc.exit(0) }
            guard written > 0 else { throw Failure(.environment, "writing the report: \(String(cString: strerror(errno)))") }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }
}
