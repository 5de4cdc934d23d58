import NIOCore
import NIOSSL
import X509

/// TLS as both ports speak it: 1.3 only, a certificate of our CA required from the peer.
struct ServerTLS: Sendable {
    private let context: NIOSSLContext
    private let check: PeerCheck

    /// - Parameter applicationProtocols: ALPN names, in order of preference.
    init(_ keyring: Keyring, applicationProtocols: [String]) throws(CollectorError) {
        do {
            let certificate = try NIOSSLCertificate(bytes: try keyring.server.certificatePEM(), format: .pem)
            let ca = try NIOSSLCertificate(bytes: try keyring.authority.credentials.certificatePEM(), format: .pem)
            let key = try NIOSSLPrivateKey(bytes: try keyring.server.keyPEM(), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv13
            configuration.certificateVerification = .noHostnameVerification
            // What the server asks for in its CertificateRequest; the decision is PeerCheck's.
            configuration.trustRoots = .certificates([ca])
            configuration.applicationProtocols = applicationProtocols
            context = try NIOSSLContext(configuration: configuration)
        } catch let error as CollectorError {
            throw error
        } catch {
            throw CollectorError(.certificate, "the collector's certificate cannot be used: \(error)")
        }
        check = PeerCheck(authority: keyring.authority.certificate)
    }

    /// - Parameter refused: called, on any thread, with the reason when a certificate is not accepted.
    func handler(refused: @escaping @Sendable (Refusal) -> Void) -> NIOSSLServerHandler {
        NIOSSLServerHandler(
            context: context,
            customVerificationCallback: { [check] chain, promise in
                promise.completeWithTask {
                    switch await check.check(chain) {
                    case .success: return .certificateVerified
                    case .failure(let refusal):
                        refused(refusal)
                        return .failed
                    }
                }
            }, configuration: .init())
    }
}

extension ChannelHandlerContext {
    /// Who the peer is, once its handshake is complete; to be called on the channel's event loop.
    func peerIdentity() -> Identity? {
        guard let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate() else { return nil }
        return (try? Certificate(certificate)).flatMap(Identity.init)
    }
}
