/// How long the text of one record can become in the kernel: it is put together in a struct trace_seq of fixed size, and a piece that does
/// not fit is dropped with all that follows it (kernel/trace/trace_seq.c, lib/seq_buf.c).
enum LineLimit {
    /// What s_show puts behind a text that was cut (kernel/trace/trace.c), if at least that fits.
    static let mark: StaticString = "[LINE TOO BIG]\n"

    /// The most bytes of one record's text: one less than the buffer has. That is a page until 6.7, where a page of the ring buffer is
    /// one of the kernel's too, and since then 8 KiB with the fields beside the buffer, whatever the page (TRACE_SEQ_BUFFER_SIZE in
    /// include/linux/trace_seq.h; measured with pages of 4 and 16 KiB).
    static func bytesMax(_ formats: FormatSet, _ geometry: Geometry, release: String) -> Int {
        let isSince68 =
            KernelVersion(release).map { $0 >= KernelVersion(6, 8) } ?? FlagStyle.isSince613(release: release, formats: formats)
        guard isSince68 else { return geometry.pageBytes - 1 }
        // A pointer and two longs of struct seq_buf, a long and an int.
        return 8192 - (4 * geometry.longBytes + 4) - 1
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
