/// What went wrong in a way that a person can do something about.
public struct CollectorError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The data folder cannot be made, read or written.
        case dataDirectory = "data-directory"
        /// Another collector works in this data folder.
        case locked
        /// Another program listens on the port.
        case portInUse = "port-in-use"
        /// A listen address that cannot be used for another reason.
        case address
        /// The disk is full or fails.
        case storage
        /// The catalog was written by a newer collector.
        case catalogNewer = "catalog-newer"
        /// The catalog file is damaged; the segments still hold everything.
        case catalogDamaged = "catalog-damaged"
        /// A board's or an operator's name that is not allowed.
        case name
        /// The folder for an identity bundle is already there.
        case bundleExists = "bundle-exists"
        /// A certificate or key file that is not what it should be.
        case certificate
        case noBoard = "no-board"
        case noTrace = "no-trace"
        case badRequest = "bad-request"
        case badSelector = "bad-selector"
        case notDecodable = "not-decodable"
        case shuttingDown = "shutting-down"
    }

    public let code: Code
    /// What is wrong, and where.
    public let message: String
    /// What to do about it.
    public let hint: String

    public init(_ code: Code, _ message: String, hint: String = "") {
        self.code = code
        self.message = message
        self.hint = hint
    }

    public var description: String { hint.isEmpty ? message : "\(message) (\(hint))" }
}
