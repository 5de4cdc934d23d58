import Logging
import Synchronization

/// Keeps what is logged, for tests that ask whether something was told.
final class LogSpy: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(spy: self) } }

    /// The first line with this text, when it comes.
    func line(containing text: String) async -> String {
        while true {
            if let found = lines.first(where: { $0.contains(text) }) { return found }
            await Task.yield()
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    private struct Handler: LogHandler {
        let spy: LogSpy
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            spy.kept.withLock { $0.append("\(event.level) \(event.message) \(all)") }
        }
    }
}
