import Foundation

/// Makes identities for boards and people. Works on the data folder itself, whether a collector runs there or not.
public enum Enrollment {
    public static let validity: Duration = .seconds(365 * 86400)

    /// - Parameters:
    ///   - name: 1 to 63 of [a-z0-9.-].
    ///   - directory: the folder to make, mode 0700, with ca.pem, cert.pem and key.pem (0600).
    ///   - force: replace an identity that is already in the folder.
    /// - Throws: `CollectorError`: `.name`, `.bundleExists`, `.dataDirectory`, `.storage`, `.certificate`.
    @discardableResult
    public static func issueBoard(
        name: String, dataDirectory: URL, to directory: URL, validFor: Duration = validity, force: Bool = false
    ) throws -> Bundle {
        try issue(.board, name, dataDirectory, directory, validFor, force)
    }

    @discardableResult
    public static func issueOperator(
        name: String, role: Role = .admin, dataDirectory: URL, to directory: URL, validFor: Duration = validity, force: Bool = false
    ) throws -> Bundle {
        try issue(role, name, dataDirectory, directory, validFor, force)
    }

    private static func issue(
        _ role: Role, _ name: String, _ dataDirectory: URL, _ directory: URL, _ validFor: Duration, _ force: Bool
    ) throws(CollectorError) -> Bundle {
        let identity = try Identity(role, name)
        let authority = try Authority.open(DataDirectory(dataDirectory))
        return try authority.writeBundle(identity, try authority.issue(identity, validFor: validFor), to: directory, force: force)
    }
}
