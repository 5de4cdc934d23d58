/// Where things lie in a page of this kernel's ring buffer, from `events/header_page` (kernel/trace/ring_buffer.c,
/// ring_buffer_print_page_header). It differs among buffers of one kernel: sub-buffers have a size of their own since 6.8.
public struct Geometry: Equatable, Sendable {
    /// Offset of the commit word, and its size: a `long` of that kernel, 4 or 8 bytes.
    public let commitOffset: Int
    public let longBytes: Int
    /// Offset of the first event: the length of the page header.
    public let dataOffset: Int
    /// Room for events in one page.
    public let dataBytes: Int
    /// The recording machine's byte order.
    public let bigEndian: Bool

    /// Whole bytes of one page: the size of the sub-buffer.
    public var pageBytes: Int { dataOffset + dataBytes }

    /// The kernel makes sub-buffers of at most 1 MiB (buffer_subbuf_size_kb, order 8 of 4K pages).
    public static let pageBytesMax = 1 << 20

    /// The low bits of the commit word that hold the length (RB_MISSED_* and the flags of 7.x lie above).
    static let commitMask = (1 << 27) - 1
    /// RB_MISSED_EVENTS: events were lost before this page.
    static let missedEvents = 1 << 31
    /// RB_MISSED_STORED: their count, a `long`, follows the committed data.
    static let missedStored = 1 << 30

    public init(headerPage: [UInt8], bigEndian: Bool = false) throws(FtraceError) {
        var fields: [String: Field] = [:]
        for line in Lines(headerPage) {
            guard let field = Field(line: line) else { continue }
            fields[field.name] = field
        }
        guard let stamp = fields["timestamp"], let commit = fields["commit"], let data = fields["data"] else {
            throw .headerPage("the fields timestamp, commit and data must be there")
        }
        guard stamp.offset == 0, stamp.bytes == 8 else { throw .headerPage("the timestamp is not the first 8 bytes") }
        guard commit.bytes == 4 || commit.bytes == 8, commit.offset >= 8 else {
            throw .headerPage("the commit word has \(commit.bytes) bytes at offset \(commit.offset)")
        }
        guard data.offset >= commit.offset + commit.bytes, data.offset <= 64, data.bytes >= 16 else {
            throw .headerPage("the data has \(data.bytes) bytes at offset \(data.offset)")
        }
        guard data.offset + data.bytes <= Self.pageBytesMax else {
            throw .pageTooLarge(bytes: data.offset + data.bytes, limit: Self.pageBytesMax)
        }
        commitOffset = commit.offset
        longBytes = commit.bytes
        dataOffset = data.offset
        dataBytes = data.bytes
        self.bigEndian = bigEndian
    }
}
