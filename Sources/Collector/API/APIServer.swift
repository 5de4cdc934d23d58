import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// The HTTPS API: TLS as on the boards' port, then HTTP/1.1.
struct APIServer: Service {
    private let application: Application<RouterResponder<APIContext>>
    private let address: ListenAddress

    /// - Parameter onBound: called with the port once it is bound.
    init(
        _ address: ListenAddress, _ tls: ServerTLS, _ routes: Routes, logger: Logger,
        onBound: @escaping @Sendable (Int) async -> Void
    ) {
        var quiet = logger
        // Hummingbird's own lines about each connection say nothing that ours do not.
        quiet.logLevel = max(logger.logLevel, .error)
        self.address = address
        application = Application(
            responder: routes.router(logger: logger).buildResponder(),
            server: HTTPServerBuilder { responder in
                TLSChildChannel(
                    base: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(300))), tls: tls,
                    logger: logger)
            },
            configuration: .init(address: .hostname(address.host, port: address.port), serverName: "fleetrace"),
            onServerRunning: { channel in await onBound(channel.localAddress?.port ?? address.port) }, logger: quiet)
    }

    /// - Throws: `.portInUse`, `.address`.
    func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw address.told(error, option: "--api-listen")
        }
    }
}

/// HTTP/1.1 behind our TLS.
private struct TLSChildChannel: ServerChildChannel {
    let base: HTTP1Channel
    let tls: ServerTLS
    let logger: Logger

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try tls.add(to: channel, port: "api", logger: self.logger)
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
