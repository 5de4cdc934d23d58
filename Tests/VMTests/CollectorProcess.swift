import FleetAPI
import Foundation

/// A real collector on this machine's loopback, and the command line that talks to it.
final class CollectorProcess: @unchecked Sendable {
    let data: URL
    private let pidFile: URL
    private var leash: Program?
    private(set) var boardPort = 0
    private(set) var apiPort = 0

    private static let fleetrace = Place.dist.appending(path: "fleetrace")

    init(name: String) throws {
        data = try Place.folder(name).appending(path: "data", directoryHint: .isDirectory)
        pidFile = try Place.folder(name).appending(path: "collector.pid")
    }

    /// Ports are the system's choice at the first start and the same at later ones.
    func start() async throws {
        let leash = try Program(
            Place.vm.appending(path: "leash"),
            [
                pidFile.path, "7200", Self.fleetrace.path, "serve", "--data", data.path, "--listen", "127.0.0.1:\(boardPort)",
                "--api-listen", "127.0.0.1:\(apiPort)", "--name", "10.0.2.2",
            ])
        self.leash = leash
        try await until("the collector is ready") {
            guard leash.isRunning else { throw HarnessError("the collector ended: \(leash.err)") }
            return leash.err.contains(" ready")
        }
        guard let ready = leash.err.split(separator: "\n").first(where: { $0.contains(" ready") }),
            let boards = ready.firstMatch(of: /boards=(\d+)/).flatMap({ Int($0.1) }),
            let api = ready.firstMatch(of: /api=(\d+)/).flatMap({ Int($0.1) })
        else { throw HarnessError("no ports in: \(leash.err)") }
        (boardPort, apiPort) = (boards, api)
    }

    /// SIGKILL, as a power cut would have it.
    func kill() async throws {
        let text = try String(contentsOf: pidFile, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let pid = Int32(text) else { throw HarnessError("\(pidFile.path) holds no pid") }
        Foundation.kill(pid, SIGKILL)
        _ = await leash?.finish()
    }

    /// Starts a `fleetrace` command that talks to this collector.
    func begin(_ arguments: [String]) throws -> Program {
        try Program(Self.fleetrace, arguments + ["--data", data.path])
    }

    func fleetrace(_ arguments: String...) async throws -> Output {
        try await begin(arguments).finish()
    }

    private func json<T: Decodable>(_ arguments: [String]) async throws -> T {
        let output = try await begin(arguments + ["--json"]).finish()
        guard output.status == 0 else { throw HarnessError("fleetrace \(arguments) failed: \(output.err)") }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(T.self, from: Data(output.out.utf8))
    }

    /// Empty as well when no board ever connected.
    func machines() async throws -> [Machine] {
        let output = try await fleetrace("machines")
        return output.status == 3 ? [] : try await json(["machines"])
    }

    func machine(_ name: String) async throws -> Machine? { try await machines().first { $0.name == name } }

    func isOnline(_ name: String) async throws -> Bool { try await machine(name)?.online == true }

    func trace(_ id: String) async throws -> Trace {
        let traces: [Trace] = try await json(["traces"])
        guard let trace = traces.first(where: { $0.id == id }) else { throw HarnessError("the collector knows no trace \(id)") }
        return trace
    }

    /// A board's part of a trace.
    func part(_ id: String, _ machine: String) async throws -> BoardTrace {
        guard let part = try await trace(id).boards.first(where: { $0.machine == machine }) else {
            throw HarnessError("trace \(id) has no board \(machine)")
        }
        return part
    }

    func compareHwlat(by key: String, trace: String) async throws -> HwlatComparison {
        try await json(["compare", "hwlat", "--by", key, "--trace", trace])
    }

    /// The lines of a report, comments and all.
    func report(_ id: String, _ machine: String) async throws -> [String] {
        let output = try await fleetrace("report", id, "--machine", machine)
        guard output.status == 0 else { throw HarnessError("fleetrace report failed: \(output.err)") }
        return output.out.lines
    }

    /// Starts a trace that goes on until it is told to stop, and waits until every board runs it.
    func beginTrace(_ arguments: [String]) async throws -> RunningTrace {
        let program = try begin(["trace"] + arguments)
        var id = ""
        try await until("the trace has an id") {
            guard let match = program.err.firstMatch(of: /trace ([a-z0-9-]+):/) else {
                guard program.isRunning else { throw HarnessError("the trace did not start: \(program.err)") }
                return false
            }
            id = String(match.1)
            return true
        }
        try await until("every board runs \(id)") { try await self.trace(id).boards.allSatisfy { $0.state != .requested } }
        return RunningTrace(id: id, program: program)
    }
}

/// A `fleetrace trace` that is under way.
struct RunningTrace: Sendable {
    let id: String
    let program: Program

    /// Ctrl-C.
    func stop() async -> Output {
        program.interrupt()
        return await program.finish()
    }
}

extension String {
    var lines: [String] { split(separator: "\n").map(String.init) }
}

extension [String] {
    /// What is an event among the lines of a `trace` file or of a report: not the comments, and not the lines that say
    /// where the kernel lost some.
    var events: [String] { filter { !$0.hasPrefix("#") && !$0.hasPrefix("CPU:") } }
}
