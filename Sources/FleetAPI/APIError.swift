/// The body of every answer that is not a success.
public struct APIError: Codable, Error, Equatable, Sendable {
    /// A short name for programs: no-board, no-trace, bad-request, bad-selector, forbidden, storage, not-decodable, internal.
    public var code: String
    /// What is wrong, and where.
    public var message: String
    /// What to do about it; may be empty.
    public var hint: String

    public init(code: String, message: String, hint: String = "") {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
