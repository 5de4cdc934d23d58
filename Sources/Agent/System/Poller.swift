import CAgent

/// The loop's one wait: epoll. Timers are the `timeout`, so that nothing ticks when nothing is due.
final class Poller {
    struct Interest: OptionSet {
        let rawValue: Int32
        static let read = Interest(rawValue: Int32(FA_READABLE.rawValue))
        static let write = Interest(rawValue: Int32(FA_WRITABLE.rawValue))
    }

    /// Who is called when a descriptor is ready.
    enum Source: UInt64 {
        case signals = 1
        case connection = 2
        case resolver = 3
    }

    private let epoll: Descriptor
    private var events = [fa_event](repeating: fa_event(), count: 8)

    init() throws(SystemError) {
        epoll = Descriptor(try check(fa_epoll_create(), "create", "epoll"), "epoll")
    }

    func add(_ fd: Int32, _ source: Source, _ interest: Interest) throws(SystemError) {
        try check(fa_epoll_add(epoll.fd, fd, interest.rawValue, source.rawValue), "watch", "descriptor")
    }

    func change(_ fd: Int32, _ source: Source, _ interest: Interest) throws(SystemError) {
        try check(fa_epoll_change(epoll.fd, fd, interest.rawValue, source.rawValue), "watch", "descriptor")
    }

    func remove(_ fd: Int32) { _ = fa_epoll_remove(epoll.fd, fd) }

    /// Waits until something is ready or the deadline passes.
    /// - Parameter deadlineNs: CLOCK_MONOTONIC; nil waits without end.
    func wait(untilNs deadlineNs: UInt64?) throws(SystemError) -> [Source] {
        var timeoutMs: Int32 = -1
        if let deadlineNs {
            let now = Clock.monotonicNs
            // Rounded up, so that the deadline has passed on return and the loop does not spin.
            let leftMs = deadlineNs > now ? (deadlineNs - now + Clock.msNs - 1) / Clock.msNs : 0
            timeoutMs = Int32(min(leftMs, 3_600_000))
        }
        let ready = events.withUnsafeMutableBufferPointer { fa_epoll_wait(epoll.fd, $0.baseAddress, Int32($0.count), timeoutMs) }
        try check(ready, "wait on", "epoll")
        return events.prefix(Int(ready)).compactMap { Source(rawValue: $0.token) }
    }
}
