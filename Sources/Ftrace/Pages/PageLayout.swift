/// How pages lie in a block of bytes.
public enum PageLayout: Equatable, Sendable {
    /// One after the other, each cut to header + committed bytes (and the missed-event count where bit 30 of commit
    /// is set): how chunks carry them.
    case packed
    /// Whole sub-buffers of so many bytes: how `cpuN.raw` files hold them.
    case fixed(Int)
}
