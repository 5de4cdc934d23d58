import Foundation

/// What a starting collector needs of the PKI: the CA and its own certificate; and the admin identity
/// that it leaves for use on this machine.
struct Keyring: Sendable {
    let authority: Authority
    let server: Credentials

    static func open(_ data: DataDirectory, names: ServerNames) throws(CollectorError) -> Keyring {
        let authority = try Authority.open(data)
        let server = try openServer(data, names, authority)
        try renewAdmin(data, authority)
        return Keyring(authority: authority, server: server)
    }

    /// The server's certificate is made anew when its names have changed, when it ends soon and when
    /// another CA signed it.
    private static func openServer(_ data: DataDirectory, _ names: ServerNames, _ authority: Authority) throws(CollectorError)
        -> Credentials
    {
        let (certificatePath, keyPath) = (data.path("server/cert.pem"), data.path("server/key.pem"))
        if let present = try? Credentials(certificatePath: certificatePath, keyPath: keyPath), !present.isNearExpiry,
            names.match(present.certificate), authority.signed(present.certificate)
        {
            return present
        }
        let server = try authority.issueServer(names, validFor: Enrollment.validity)
        try server.write(certificatePath: certificatePath, keyPath: keyPath)
        return server
    }

    private static func renewAdmin(_ data: DataDirectory, _ authority: Authority) throws(CollectorError) {
        let folder = data.path("admin")
        if let present = try? Credentials(certificatePath: "\(folder)/cert.pem", keyPath: "\(folder)/key.pem"),
            !present.isNearExpiry,
            authority.signed(present.certificate)
        {
            return
        }
        let identity = try Identity(.admin, "local")
        let credentials = try authority.issue(identity, validFor: Enrollment.validity)
        _ = try authority.writeBundle(
            identity, credentials, to: data.url.appending(path: "admin", directoryHint: .isDirectory), force: true)
    }
}
