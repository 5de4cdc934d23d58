import Foundation
import Synchronization

/// What a program that has ended left behind.
struct Output: Sendable {
    let status: Int32
    let out: String
    let err: String
}

struct HarnessError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Where the repository is, and where this run keeps its files; they stay for whoever looks into a failure.
enum Place {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let run = root.appending(path: ".build-vm/run", directoryHint: .isDirectory)
    static let vm = root.appending(path: "Tests/vm", directoryHint: .isDirectory)
    static let dist = root.appending(path: "dist", directoryHint: .isDirectory)

    static func folder(_ name: String) throws -> URL {
        let url = run.appending(path: name, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }
}

/// A program that was started. Its output goes to files, so that nobody has to read for it to go on.
///
/// Not Foundation's Process: it now and then misses a program's end, and its children inherit blocked signals.
final class Program: Sendable {
    private struct State {
        var status: Int32?
        /// Held open while this process lives: a leash ends its program when this closes.
        var input: Int32
    }

    private let pid: pid_t
    private let outFile: URL
    private let errFile: URL
    private let state: Mutex<State>

    init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        let name = executable.lastPathComponent + "-" + UUID().uuidString.prefix(8)
        let folder = try Place.folder("output")
        outFile = folder.appending(path: name + ".out")
        errFile = folder.appending(path: name + ".err")
        var ends: [Int32] = [-1, -1]
        try Program.check(pipe(&ends) == 0 ? 0 : errno, "pipe")
        // A program that held the other end of another's input would keep that one's leash long.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        state = Mutex(State(input: ends[1]))
        let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        pid = try Program.spawn(
            [executable.path] + arguments, all.map { "\($0)=\($1)" }, input: ends[0], out: outFile.path, err: errFile.path)
    }

    private static func spawn(_ arguments: [String], _ environment: [String], input: Int32, out: String, err: String) throws
        -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        for (descriptor, path) in [(1, out), (2, err)] {
            posix_spawn_file_actions_addopen(&actions, Int32(descriptor), path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        }
        // Swift's worker threads block signals. A shell that inherits that never hears of its children's ends.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        try check(posix_spawn(&pid, arguments[0], &actions, &attributes, argv, envp), "start \(arguments[0])")
        return pid
    }

    private static func check(_ code: Int32, _ what: String) throws {
        guard code == 0 else { throw HarnessError("\(what): \(String(cString: strerror(code)))") }
    }

    /// Its exit status, 128 and the signal's number when a signal ended it; nil while it runs.
    private var status: Int32? {
        state.withLock { state in
            if let status = state.status { return status }
            var word: Int32 = 0
            guard waitpid(pid, &word, WNOHANG) == pid else { return nil }
            if state.input >= 0 { close(state.input) }
            state.status = word & 0x7f == 0 ? word >> 8 & 0xff : 128 + word & 0x7f
            return state.status
        }
    }

    var isRunning: Bool { status == nil }
    var out: String { (try? String(contentsOf: outFile, encoding: .utf8)) ?? "" }
    var err: String { (try? String(contentsOf: errFile, encoding: .utf8)) ?? "" }

    func interrupt() {
        if isRunning { kill(pid, SIGINT) }
    }

    /// Closes its standard input, at which a leash ends its program.
    func release() {
        state.withLock { state in
            guard state.status == nil, state.input >= 0 else { return }
            close(state.input)
            state.input = -1
        }
    }

    func finish() async -> Output {
        while true {
            if let status { return Output(status: status, out: out, err: err) }
            // Cancelled or not, the program is waited for.
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    static func run(_ executable: URL, _ arguments: [String]) async throws -> Output {
        try await Program(executable, arguments).finish()
    }
}

/// Looks again and again until a condition holds. The limit is there to name what a hanging run waited for;
/// it is far beyond what the slowest machine needs.
func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<3000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(200))
    }
    throw HarnessError("waited ten minutes in vain until \(what)")
}
