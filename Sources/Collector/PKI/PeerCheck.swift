import Foundation
import NIOSSL
import X509

/// Why a peer's certificate was not accepted. TLS itself would only say "certificate verify failed".
enum Refusal: Error, Equatable, CustomStringConvertible {
    case unreadable
    case foreignCA(issuer: String)
    case expired(subject: String, since: Date)
    case notYetValid(subject: String, from: Date)
    case noIdentity(subject: String)
    case invalid(subject: String, reason: String)

    var description: String {
        switch self {
        case .unreadable: "its certificate cannot be read"
        case .foreignCA(let issuer): "its certificate was signed by another CA (\(issuer)); enroll it with this collector"
        case .expired(let subject, let since): "the certificate of \(subject) expired at \(since.ISO8601Format()); enroll it anew"
        case .notYetValid(let subject, let from):
            "the certificate of \(subject) is valid only from \(from.ISO8601Format()); look at this machine's clock"
        case .noIdentity(let subject): "the certificate of \(subject) names no board and no operator"
        case .invalid(let subject, let reason): "the certificate of \(subject) is not valid: \(reason)"
        }
    }
}

/// Decides whether a peer's certificate is one of this fleet's.
struct PeerCheck: Sendable {
    let authority: Certificate

    func check(_ chain: [NIOSSLCertificate]) async -> Result<Identity, Refusal> {
        guard let leaf = chain.first.flatMap({ try? Certificate($0) }) else { return .failure(.unreadable) }
        return await check(leaf)
    }

    func check(_ leaf: Certificate) async -> Result<Identity, Refusal> {
        let subject = leaf.subject.description
        var verifier = Verifier(rootCertificates: CertificateStore([authority])) { RFC5280Policy() }
        switch await verifier.validate(leaf: leaf, intermediates: CertificateStore()) {
        case .validCertificate: break
        case .couldNotValidate(let failures): return .failure(name(leaf, failures.map { "\($0.policyFailureReason)" }))
        }
        guard let usage = try? leaf.extensions.extendedKeyUsage, usage.contains(.clientAuth) else {
            return .failure(.invalid(subject: subject, reason: "it is not meant for clients"))
        }
        guard let identity = Identity(leaf) else { return .failure(.noIdentity(subject: subject)) }
        return .success(identity)
    }

    /// Names what the verifier refused.
    private func name(_ leaf: Certificate, _ reasons: [String]) -> Refusal {
        let subject = leaf.subject.description
        if !Authority.signed(leaf, by: authority) { return .foreignCA(issuer: leaf.issuer.description) }
        if leaf.notValidAfter < Date() { return .expired(subject: subject, since: leaf.notValidAfter) }
        if leaf.notValidBefore > Date() { return .notYetValid(subject: subject, from: leaf.notValidBefore) }
        return .invalid(subject: subject, reason: reasons.first ?? "it does not verify")
    }
}

extension Authority {
    func signed(_ leaf: Certificate) -> Bool { Authority.signed(leaf, by: certificate) }

    static func signed(_ leaf: Certificate, by ca: Certificate) -> Bool {
        leaf.issuer == ca.subject && ca.publicKey.isValidSignature(leaf.signature, for: leaf)
    }
}

extension Certificate {
    init(_ certificate: NIOSSLCertificate) throws {
        try self.init(derEncoded: try certificate.toDERBytes())
    }
}
