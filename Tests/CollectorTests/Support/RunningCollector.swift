import Foundation
import Logging

@testable import Collector

/// A collector on loopback, for as long as a test needs it.
struct RunningCollector {
    let ports: Collector.Ports
    let data: URL
    let log: LogSpy

    static func with(
        _ folder: Folder, adjust: (inout CollectorConfiguration) -> Void = { _ in }, _ body: (RunningCollector) async throws -> Void
    ) async throws {
        let log = LogSpy()
        var configuration = CollectorConfiguration(dataDirectory: folder.appending("data"))
        (configuration.listen, configuration.apiListen) = ("127.0.0.1:0", "127.0.0.1:0")
        adjust(&configuration)
        let collector = try await Collector(configuration, logger: log.logger)
        let (ready, continuation) = AsyncStream.makeStream(of: Collector.Ports.self)
        let task = Task { try await collector.run { continuation.yield($0) } }
        var ports = ready.makeAsyncIterator()
        guard let bound = await ports.next() else { return }
        let result: Result<Void, any Error>
        do {
            try await body(RunningCollector(ports: bound, data: configuration.dataDirectory, log: log))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        task.cancel()
        _ = await task.result
        try result.get()
    }

    var admin: URL { data.appending(path: "admin", directoryHint: .isDirectory) }

    /// An identity folder for a board.
    func enroll(_ name: String, in folder: Folder, validFor: Duration = Enrollment.validity) throws -> URL {
        let to = folder.appending("identity-\(name)")
        try Enrollment.issueBoard(name: name, dataDirectory: data, to: to, validFor: validFor)
        return to
    }
}
