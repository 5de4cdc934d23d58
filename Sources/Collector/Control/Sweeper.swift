import Logging
import ServiceLifecycle

/// Looks once a second after what would otherwise wait for ever.
struct Sweeper: Service {
    let fleet: Fleet
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await fleet.sweep()
                } catch {
                    logger.error("looking after unanswered traces failed: \(error)")
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
