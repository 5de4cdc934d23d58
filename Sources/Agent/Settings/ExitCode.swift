/// What the agent's exit status says. Documented in `--help`.
public enum ExitCode: Int32, Sendable {
    case success = 0
    /// The kernel refused what the loop itself needs (epoll, signalfd).
    case system = 1
    /// The command line, the configuration or the policy is wrong.
    case usage = 2
    /// The identity is missing, unreadable, unprotected, mismatched or expired.
    case identity = 3
    /// The state directory cannot be used, or another agent uses it.
    case state = 4
}

/// Why the agent does not start: a code for scripts, a sentence for people.
public struct StartError: Error, Equatable {
    public let code: ExitCode
    public let message: String
}
