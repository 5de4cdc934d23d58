import ArgumentParser

/// What the process's exit status means. Documented in the README and in `fleetrace --help`.
enum ExitStatus: Int32, Error {
    case unexpected = 1
    /// The trace failed on a board, or a board did not deliver all of it.
    case traceFailed = 2
    /// No board, trace or result by that name or selector.
    case notFound = 3
    case unreachable = 4
    /// The collector does not accept this identity or its role.
    case refused = 5
    /// Something on this machine: a folder, a port, a file, the disk.
    case environment = 6
    case usage = 64
    /// Ctrl-C; the trace was stopped on every board.
    case interrupted = 130

    var code: ExitCode { ExitCode(rawValue) }

    static let help = """
        Exit status: 0 done; 2 the trace failed on a board; 3 no such board, trace or result; 4 collector unreachable; \
        5 identity or role refused; 6 this machine's folder, port or disk; 64 wrong usage; 130 interrupted; 1 anything else.
        """
}

/// An error as the user sees it: what is wrong and where, what to do, and the exit status.
struct Failure: Error {
    let status: ExitStatus
    let message: String
    let hint: String

    init(_ status: ExitStatus, _ message: String, hint: String = "") {
        self.status = status
        self.message = message
        self.hint = hint
    }
}
