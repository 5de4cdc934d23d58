/// How long to wait before the next attempt: doubling from half a second to half a minute, with half
/// of each delay left to chance, so that a fleet does not return all at once.
struct Backoff {
    static let firstNs = 500 * Clock.msNs
    static let lastNs = 30 * Clock.secondNs

    private var failures: UInt64 = 0

    /// - Parameter random: any number; it decides within the jitter.
    mutating func next(random: UInt64) -> UInt64 {
        let fullNs = min(Backoff.firstNs << min(failures, 16), Backoff.lastNs)
        failures += 1
        return fullNs / 2 + random % (fullNs / 2 + 1)
    }

    /// A session has stood: the next loss starts anew.
    mutating func reset() { failures = 0 }
}
