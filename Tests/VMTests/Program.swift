import Foundation

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
final class Program: @unchecked Sendable {
    private let process = Process()
    private let outFile: URL
    private let errFile: URL
    /// Held open while this process lives: a leash ends its program when this closes.
    private let input = Pipe()
    private let ended: AsyncStream<Int32>

    init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        let folder = try Place.folder("output")
        let name = executable.lastPathComponent + "-" + UUID().uuidString.prefix(8)
        outFile = folder.appending(path: name + ".out")
        errFile = folder.appending(path: name + ".err")
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = try Program.create(outFile)
        process.standardError = try Program.create(errFile)
        let (ended, continuation) = AsyncStream<Int32>.makeStream()
        self.ended = ended
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        try Program.withSignalsUnblocked { try process.run() }
    }

    /// Swift's worker threads block signals, and a child inherits what the thread that starts it blocks:
    /// a shell that never hears of its children's ends waits for ever.
    private static func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    private static func create(_ file: URL) throws -> FileHandle {
        try Data().write(to: file)
        return try FileHandle(forWritingTo: file)
    }

    var isRunning: Bool { process.isRunning }
    var out: String { (try? String(contentsOf: outFile, encoding: .utf8)) ?? "" }
    var err: String { (try? String(contentsOf: errFile, encoding: .utf8)) ?? "" }

    func interrupt() { kill(process.processIdentifier, SIGINT) }

    /// Closes its standard input, at which a leash ends its program.
    func release() { try? input.fileHandleForWriting.close() }

    func finish() async -> Output {
        var status: Int32 = -1
        for await value in ended { status = value }
        return Output(status: status, out: out, err: err)
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
