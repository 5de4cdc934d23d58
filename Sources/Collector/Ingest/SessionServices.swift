import Logging
import NIOCore
import NIOPosix
import Synchronization

/// What every session works with.
final class SessionServices: Sendable {
    let fleet: Fleet
    let inspector: ChunkInspector
    let heartbeat: Duration
    let settings: SessionState.Settings
    let logger: Logger
    /// Decompression and file work, off the event loops.
    let workers: NIOThreadPool
    private let sessions = Atomic<UInt64>(0)

    init(fleet: Fleet, decoders: Decoders, configuration: CollectorConfiguration, logger: Logger) {
        self.fleet = fleet
        self.logger = logger
        inspector = ChunkInspector(decoders: decoders)
        heartbeat = configuration.heartbeat
        settings = SessionState.Settings(
            heartbeatMs: UInt32(
                clamping: configuration.heartbeat.components.seconds * 1000 + configuration.heartbeat.components.attoseconds
                    / 1_000_000_000_000_000),
            inFlightBytesMax: configuration.inFlightBytesMax, collectorVersion: Collector.version)
        workers = NIOThreadPool.singleton
    }

    func nextID() -> UInt64 { sessions.add(1, ordering: .relaxed).newValue }
}
