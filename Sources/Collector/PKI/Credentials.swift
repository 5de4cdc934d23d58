import Crypto
import Foundation
import X509

/// A certificate and its key.
struct Credentials: Sendable {
    let certificate: Certificate
    let key: Certificate.PrivateKey

    init(certificate: Certificate, key: Certificate.PrivateKey) {
        self.certificate = certificate
        self.key = key
    }

    /// - Throws: `.certificate` when a file is there and is not what it should be.
    init(certificatePath: String, keyPath: String) throws(CollectorError) {
        do {
            certificate = try Certificate(pemEncoded: String(decoding: try File.contents(certificatePath), as: UTF8.self))
            key = try Certificate.PrivateKey(pemEncoded: String(decoding: try File.contents(keyPath), as: UTF8.self))
        } catch let error as SystemError {
            throw error.told
        } catch {
            throw CollectorError(
                .certificate, "\(certificatePath) and \(keyPath) are not a certificate and its key: \(error)",
                hint: "put both files back from a backup")
        }
        guard certificate.publicKey == key.publicKey else {
            throw CollectorError(
                .certificate, "\(keyPath) is not the key of \(certificatePath)", hint: "put both files back from a backup")
        }
    }

    func certificatePEM() throws(CollectorError) -> [UInt8] {
        do {
            return Array((try certificate.serializeAsPEM().pemString + "\n").utf8)
        } catch {
            throw CollectorError(.certificate, "a certificate cannot be written as PEM: \(error)")
        }
    }

    func keyPEM() throws(CollectorError) -> [UInt8] {
        do {
            return Array((try key.serializeAsPEM().pemString + "\n").utf8)
        } catch {
            throw CollectorError(.certificate, "a key cannot be written as PEM: \(error)")
        }
    }

    /// Writes both files; the key first, so that a certificate never stands there without it.
    func write(certificatePath: String, keyPath: String) throws(CollectorError) {
        let (certificate, key) = (try certificatePEM(), try keyPEM())
        do {
            try File.replace(keyPath, with: key, mode: 0o600)
            try File.replace(certificatePath, with: certificate, mode: 0o644)
        } catch {
            throw error.told
        }
    }

    /// Less than a month is left.
    var isNearExpiry: Bool { certificate.notValidAfter < Date(timeIntervalSinceNow: 30 * 86400) }
}
