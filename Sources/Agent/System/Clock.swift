import CAgent

/// The kernel's clocks, in nanoseconds.
enum Clock {
    /// For deadlines and durations; it does not run while the board sleeps.
    static var monotonicNs: UInt64 { fa_clock_ns(Int32(FA_MONOTONIC.rawValue)) }
    static var realtimeNs: UInt64 { fa_clock_ns(Int32(FA_REALTIME.rawValue)) }
    static var boottimeNs: UInt64 { fa_clock_ns(Int32(FA_BOOTTIME.rawValue)) }

    static let msNs: UInt64 = 1_000_000
    static let secondNs: UInt64 = 1_000_000_000

    /// A number for jitter, not for secrets. The clock stands in when the kernel has no entropy yet.
    static func random() -> UInt64 {
        var value: UInt64 = 0
        let count = withUnsafeMutableBytes(of: &value) { fa_random($0.baseAddress, $0.count) }
        return count == 8 ? value : monotonicNs &* 0x9E37_79B9_7F4A_7C15
    }
}
