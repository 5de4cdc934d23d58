/// Why a capture cannot be decoded at all. What is wrong with single pages, records or format files is counted
/// instead (`Scan`, `DecoderNotes`), and decoding goes on.
public enum FtraceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `header_page` lacks a field or describes a page that cannot be.
    case headerPage(String)
    /// The blob of format files is not made of "system/event BYTES" entries.
    case formats(String)
    /// One page is larger than any kernel makes them.
    case pageTooLarge(bytes: Int, limit: Int)

    /// An event or a field that was asked for is not there, or is no integer.
    case field(String)
    /// More records than columns hold: read smaller blocks.
    case tooManyRows(limit: Int)

    public var description: String {
        switch self {
        case .headerPage(let what): "events/header_page: \(what)"
        case .formats(let what): "format files: \(what)"
        case .pageTooLarge(let bytes, let limit): "a page of \(bytes) bytes is larger than the limit of \(limit)"
        case .field(let what): what
        case .tooManyRows(let limit): "more than \(limit) records in one set of columns: read smaller blocks"
        }
    }
}
