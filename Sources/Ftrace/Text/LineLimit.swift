/// How long the text of one record can become in the kernel: it is put together in a struct trace_seq of fixed size, and a piece that does
/// not fit is dropped with all that follows it (kernel/trace/trace_seq.c, lib/seq_buf.c).
enum LineLimit {
    /// What s_show puts behind a text that was cut (kernel/trace/trace.c), if at least that fits.
    static let mark: StaticString = "[LINE TOO BIG]\n"

    /// The most bytes of one record's text: one less than the buffer has. That is a page until 6.7, and nearly two since
    /// (TRACE_SEQ_BUFFER_SIZE in include/linux/trace_seq.h).
    static func bytesMax(_ formats: FormatSet, _ geometry: Geometry, release: String) -> Int {
        let isSince68 = KernelVersion(release).map { $0 >= KernelVersion(6, 8) }
        // Without a release: sub-buffers that are no page came with 6.8, as did all kernels with the newer ids.
        let isNew = isSince68 ?? FlagStyle.isSince613(release: release, formats: formats)
        let page = pageBytes(formats) ?? (isNew ? 4096 : geometry.pageBytes)
        // Two longs and a pointer of struct seq_buf, a long and an int.
        return (isNew ? page * 2 - (4 * geometry.longBytes + 4) : page) - 1
    }

    /// PAGE_SIZE of the kernel. No file of tracefs states it, and sub-buffers may be larger; but an event of the page cache
    /// prints `REC->index << 12`, where the compiler's preprocessor left PAGE_SHIFT (include/trace/events/filemap.h).
    private static func pageBytes(_ formats: FormatSet) -> Int? {
        guard let format = formats.format("filemap", "mm_filemap_add_to_page_cache"),
            let tokens = try? Lexer.tokens(format.printFormat)
        else { return nil }
        for start in tokens.indices.dropLast(2) where tokens[start] == .name("index") && tokens[start + 1] == .symbol("<<") {
            // Pages of 4 to 64 KiB are what today's architectures have, and 256 KiB the largest there ever was.
            if case .number(let shift, _, _) = tokens[start + 2], (12...18).contains(shift) { return 1 << Int(shift) }
        }
        return nil
    }
}

/// The first two numbers of `uname -r`.
struct KernelVersion: Comparable {
    let major, minor: Int

    init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Nil when the text does not begin as a release does.
    init?(_ release: String) {
        var rest = Array(release.utf8)[...]
        guard let major = rest.takeDecimal(), rest.popFirst() == UInt8(ascii: "."), let minor = rest.takeDecimal() else {
            return nil
        }
        self.init(major, minor)
    }

    static func < (one: KernelVersion, other: KernelVersion) -> Bool {
        (one.major, one.minor) < (other.major, other.minor)
    }
}
