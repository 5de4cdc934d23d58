import CAgent

/// One line per event on stderr: "fleetrace-agent: warning: what happened".
enum Log {
    enum Level: String {
        case error, warning, info
    }

    static func error(_ text: String) { line(.error, text) }
    static func warning(_ text: String) { line(.warning, text) }
    static func info(_ text: String) { line(.info, text) }

    private static func line(_ level: Level, _ text: String) {
        write("fleetrace-agent: \(level.rawValue): \(text.printable)\n", to: 2)
    }

    /// Writes as much as the descriptor takes: a log that nobody reads must not stop the agent.
    static func write(_ text: String, to fd: Int32) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { fa_write(fd, $0.baseAddress.map { $0 + start }, bytes.count - start) }
            if count <= 0 { return }
            start += Int(count)
        }
    }
}
