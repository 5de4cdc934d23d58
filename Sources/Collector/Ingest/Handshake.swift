import Logging
import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// Logs why a TLS handshake failed, in words, with the peer's address.
final class HandshakeWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// What PeerCheck said; written on its thread.
    final class Verdict: Sendable {
        let refusal = Mutex<Refusal?>(nil)
    }

    private let verdict: Verdict
    private let port: String
    private let logger: Logger
    private var isComplete = false

    /// - Parameter port: what the peer connected to, for the log.
    init(_ verdict: Verdict, port: String, logger: Logger) {
        self.verdict = verdict
        self.port = port
        self.logger = logger
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { isComplete = true }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isComplete, error is NIOSSLError || error is BoringSSLError else { return context.fireErrorCaught(error) }
        let reason = verdict.refusal.withLock { $0?.description } ?? HandshakeWatch.reason("\(error)")
        logger.warning(
            "a TLS handshake failed: \(reason)",
            metadata: ["peer": "\(context.remoteAddress.map { "\($0)" } ?? "unknown")", "port": "\(port)"])
        context.close(promise: nil)
    }

    /// BoringSSL's names of errors, in words.
    static func reason(_ error: String) -> String {
        let names = [
            ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "the peer presented no certificate"),
            ("UNSUPPORTED_PROTOCOL", "the peer does not speak TLS 1.3"),
            ("NO_SUPPORTED_VERSIONS", "the peer does not speak TLS 1.3"),
            ("HTTP_REQUEST", "the peer speaks plain HTTP, not TLS"),
            ("WRONG_VERSION_NUMBER", "the peer does not speak TLS"),
            ("ALERT_UNKNOWN_CA", "the peer does not trust this collector's CA; give it this collector's ca.pem"),
            ("ALERT_BAD_CERTIFICATE", "the peer does not accept this collector's certificate"),
            ("ALERT_CERTIFICATE_EXPIRED", "the peer finds this collector's certificate expired; look at its clock"),
            (
                "ALERT_CERTIFICATE_UNKNOWN",
                "the peer does not accept this collector's certificate; is it reached by a name given with --name?"
            ),
            ("CERTIFICATE_VERIFY_FAILED", "the peer's certificate is not valid"),
            ("NO_SHARED_CIPHER", "no cipher in common"),
            ("EOF", "the peer hung up"),
        ]
        let upper = error.uppercased()
        return names.first { upper.contains($0.0) }?.1 ?? error
    }
}

extension ServerTLS {
    /// Adds TLS and the watch over its handshake to a connection. On the channel's event loop.
    func add(to channel: any Channel, port: String, logger: Logger) throws {
        let verdict = HandshakeWatch.Verdict()
        let tls = handler { refusal in verdict.refusal.withLock { $0 = refusal } }
        try channel.pipeline.syncOperations.addHandlers(tls, HandshakeWatch(verdict, port: port, logger: logger))
    }
}
