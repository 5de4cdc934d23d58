import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Wire

/// The port where boards connect.
struct AgentServer: Service {
    let channel: any Channel
    private let fleet: Fleet
    private let logger: Logger

    /// Binds the port. Boards are let in from then on.
    static func bind(_ address: ListenAddress, _ tls: ServerTLS, _ services: SessionServices) async throws(CollectorError)
        -> AgentServer
    {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try tls.add(to: channel, port: "boards", logger: services.logger)
                    try channel.pipeline.syncOperations.addHandler(SessionHandler(services))
                }
            }
        do {
            let channel = try await bootstrap.bind(host: address.host, port: address.port).get()
            return AgentServer(channel: channel, fleet: services.fleet, logger: services.logger)
        } catch {
            throw address.told(error, option: "--listen")
        }
    }

    func run() async throws {
        try? await gracefulShutdown()
        channel.close(promise: nil)
        logger.info("shutting down: boards keep what is not acknowledged and come back")
        fleet.endAll(Goodbye(.shuttingDown, "the collector shuts down"))
        // Boards hang up on their own; those that do not are cut off with the process.
        for _ in 0..<50 where !fleet.online.isEmpty { try? await Task.sleep(for: .milliseconds(100)) }
    }
}
