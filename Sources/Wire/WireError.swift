/// Why bytes from a peer are not what the protocol allows. Each ends the session with a `Goodbye`
/// of the corresponding `Code`; none is recoverable, for a stream that lost its place stays lost.
public enum WireError: Error, Equatable, Sendable {
    /// The length prefix announces more than this side's limit allows.
    case frameTooLarge(size: Int, limit: Int)
    /// A varint runs past ten bytes or past the end of its message.
    case badVarint
    /// A length points past the end of the message that holds it.
    case truncated
    /// A field number of zero, or a wire type that proto3 does not have.
    case badTag
    /// A string that is not UTF-8.
    case badString(field: Int)
    /// A string, byte string or list longer than `Limits` allows.
    case limitExceeded(field: Int, limit: Int)
    /// A frame without a body that this version knows.
    case unknownBody

    public var code: Code {
        switch self {
        case .frameTooLarge: .frameTooLarge
        case .limitExceeded: .limit
        case .unknownBody: .unexpected
        case .badVarint, .truncated, .badTag, .badString: .malformed
        }
    }

    /// One sentence for logs and for `Goodbye.message`.
    public var text: String {
        switch self {
        case .frameTooLarge(let size, let limit): "a frame of \(size) bytes exceeds the limit of \(limit)"
        case .badVarint: "a varint does not end"
        case .truncated: "a length points past the end of its message"
        case .badTag: "a field tag is not of proto3"
        case .badString(let field): "field \(field) is not UTF-8"
        case .limitExceeded(let field, let limit): "field \(field) exceeds its limit of \(limit)"
        case .unknownBody: "the frame has no body this version knows"
        }
    }
}
