import Crypto
import Foundation
import X509

/// The fleet's certificate authority. It signs everything itself: there are no intermediates, so a
/// certificate is ours exactly when this key signed it.
struct Authority: Sendable {
    let credentials: Credentials

    var certificate: Certificate { credentials.certificate }

    /// Opens the CA of a data folder, or makes it. Safe to call from several processes at once.
    static func open(_ data: DataDirectory) throws(CollectorError) -> Authority {
        try DataDirectory.make(data.path("ca"))
        let (certificatePath, keyPath) = (data.path("ca/ca.pem"), data.path("ca/ca.key"))
        do {
            // Held only while the files are looked at or made; `enroll` may run beside a starting collector.
            let guardFile = try File(data.path("ca/lock"), O_RDWR | O_CREAT)
            try guardFile.lock()
        } catch {
            throw error.told
        }
        if FileManager.default.fileExists(atPath: certificatePath) {
            return Authority(credentials: try Credentials(certificatePath: certificatePath, keyPath: keyPath))
        }
        let authority = try make()
        try authority.credentials.write(certificatePath: certificatePath, keyPath: keyPath)
        return authority
    }

    private static func make() throws(CollectorError) -> Authority {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let identifier = SubjectKeyIdentifier(hash: key.publicKey)
        // Two fleets' CAs get different names, so that a foreign certificate is told apart by its issuer.
        let tag = identifier.keyIdentifier.prefix(4).map { hex($0) }.joined()
        do {
            let name = try DistinguishedName { CommonName("Fleetrace CA \(tag)") }
            let certificate = try Certificate(
                version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: Date(timeIntervalSinceNow: -86400),
                notValidAfter: Date(timeIntervalSinceNow: 20 * 365 * 86400), issuer: name, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    identifier
                }, issuerPrivateKey: key)
            return Authority(credentials: Credentials(certificate: certificate, key: key))
        } catch {
            throw CollectorError(.certificate, "the CA's certificate cannot be made: \(error)")
        }
    }

    /// - Parameter validFor: from now on; it began a day ago already, for boards whose clocks are poor.
    func issue(_ identity: Identity, validFor: Duration) throws(CollectorError) -> Credentials {
        try issue(
            name: identity.name, alternatives: [.uniformResourceIdentifier(identity.uri)], usage: .clientAuth, validFor: validFor)
    }

    func issueServer(_ names: ServerNames, validFor: Duration) throws(CollectorError) -> Credentials {
        try issue(name: "Fleetrace collector", alternatives: names.generalNames, usage: .serverAuth, validFor: validFor)
    }

    private func issue(
        name: String, alternatives: [GeneralName], usage: ExtendedKeyUsage.Usage, validFor: Duration
    ) throws(CollectorError) -> Credentials {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let end = Date(timeIntervalSinceNow: Double(validFor.components.seconds))
        do {
            let certificate = try Certificate(
                version: .v3, serialNumber: .init(), publicKey: key.publicKey,
                notValidBefore: min(Date(timeIntervalSinceNow: -86400), end.addingTimeInterval(-86400)), notValidAfter: end,
                issuer: self.certificate.subject, subject: try DistinguishedName { CommonName(name) },
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                    try ExtendedKeyUsage([usage])
                    SubjectAlternativeNames(alternatives)
                    SubjectKeyIdentifier(hash: key.publicKey)
                    AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: self.certificate.publicKey).keyIdentifier)
                }, issuerPrivateKey: credentials.key)
            return Credentials(certificate: certificate, key: key)
        } catch {
            throw CollectorError(.certificate, "a certificate for \(name) cannot be made: \(error)")
        }
    }
}

/// Two lower-case hexadecimal digits.
func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
}
