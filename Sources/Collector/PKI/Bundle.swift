import Foundation

/// An identity as a folder that can be carried to where it is used: ca.pem, cert.pem and key.pem.
public struct Bundle: Sendable {
    public let directory: URL
    public let name: String
    public let role: Role
    public let notValidAfter: Date
}

extension Authority {
    /// Writes the folder whole or not at all.
    /// - Throws: `.bundleExists` when it is there and `force` is false.
    func writeBundle(_ identity: Identity, _ credentials: Credentials, to directory: URL, force: Bool) throws(CollectorError)
        -> Bundle
    {
        let path = directory.path(percentEncoded: false).trimmedSlash
        let exists = FileManager.default.fileExists(atPath: path)
        if exists, !force {
            throw CollectorError(
                .bundleExists, "\(path) is already there",
                hint: "an identity is never overwritten: name another folder with --to, or remove it")
        }
        let target = exists ? path : "\(path).\(getpid()).tmp"
        try DataDirectory.make(target)
        let ca = try self.credentials.certificatePEM()
        try credentials.write(certificatePath: "\(target)/cert.pem", keyPath: "\(target)/key.pem")
        do {
            try File.replace("\(target)/ca.pem", with: ca, mode: 0o644)
            if !exists {
                try SystemCall.check("rename", path) { rename(target, path) }
                try File.syncDirectory(of: path)
            }
        } catch {
            throw error.told
        }
        return Bundle(
            directory: directory, name: identity.name, role: identity.role, notValidAfter: credentials.certificate.notValidAfter)
    }
}
