import Wire

/// How this ring buffer's sub-buffers are laid out, as its `events/header_page` says. It differs
/// between kernels and, with `buffer_subbuf_size_kb`, between instances.
/// Source: Documentation/trace/ring-buffer-design.rst; ring_buffer_print_page_header() in kernel/trace/ring_buffer.c.
struct PageLayout: Equatable {
    /// Offset and size of `commit`, in bytes. Its size is that of the kernel's long.
    let commitOffset: Int
    let commitSize: Int
    /// Where the events begin: the header's size.
    let dataOffset: Int
    /// Bytes of a whole sub-buffer: what one read() takes.
    let pageSize: Int

    /// A sub-buffer is at most 1 MiB; a larger claim is a misread file.
    static let pageSizeMax = 1 << 20

    /// Reads lines such as `field: local_t commit; offset:8; size:8; signed:1;`.
    init(headerPage text: String) throws(TraceError) {
        var commit: (offset: Int, size: Int)?
        var data: (offset: Int, size: Int)?
        for line in text.lines {
            let parts = line.split { $0 == 0x3b }.map { $0.trimmed }
            guard let name = parts.first?.words.last, let offset = PageLayout.number("offset:", parts),
                let size = PageLayout.number("size:", parts)
            else { continue }
            if name == "commit" { commit = (offset, size) }
            if name == "data" { data = (offset, size) }
        }
        guard let commit, let data, [4, 8].contains(commit.size), commit.offset >= 0, commit.offset + commit.size <= data.offset,
            data.size > 0, data.offset + data.size <= PageLayout.pageSizeMax
        else {
            throw TraceError(
                .tracefsIO, "events/header_page of this kernel is not understood: \(text.printable.prefix(bytes: 400))")
        }
        commitOffset = commit.offset
        commitSize = commit.size
        dataOffset = data.offset
        pageSize = data.offset + data.size
    }

    private static func number(_ key: String, _ parts: [String]) -> Int? {
        for part in parts {
            if let value = part.after(key) { return Int(value) }
        }
        return nil
    }

    /// What of a sub-buffer is to be kept.
    enum Cut: Equatable {
        /// No event and no count of lost ones.
        case empty
        /// So many bytes from its start: header, data, and the count of missed events where there is one.
        case keep(Int)
        /// The page contradicts its own header.
        case broken
    }

    /// commit's low 27 bits are the data's length; bit 31 says that events were missed before this
    /// page, bit 30 that their count, one long, follows the data.
    func cut(_ page: ArraySlice<UInt8>) -> Cut {
        guard page.count >= dataOffset else { return .broken }
        var commit: UInt64 = 0
        for index in (0..<commitSize).reversed() { commit = commit << 8 | UInt64(page[page.startIndex + commitOffset + index]) }
        let length = Int(commit & (1 << 27 - 1))
        let missedStored = commit & 1 << 30 != 0
        let missed = commit & 1 << 31 != 0
        let end = dataOffset + length + (missedStored ? commitSize : 0)
        guard end <= page.count else { return .broken }
        return length == 0 && !missed && !missedStored ? .empty : .keep(end)
    }
}
