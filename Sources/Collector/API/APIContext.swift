import FleetAPI
import Hummingbird
import NIOCore
import NIOSSL
import X509

/// What a request carries besides itself: the connection it came on, and through it who asks.
struct APIContext: RequestContext {
    static let bodyBytesMax = 1 << 20

    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    var maxUploadSize: Int { APIContext.bodyBytesMax }

    /// Who the connection's certificate speaks for. TLS has verified it.
    func identity() async -> Identity? {
        guard let certificate = try? await channel.nioSSL_peerCertificate().get() else { return nil }
        return (try? Certificate(certificate)).flatMap(Identity.init)
    }
}
