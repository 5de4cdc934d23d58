/// Who is asked for which content, so that it travels once even when many boards offer it. No I/O.
struct MetadataRequests: Sendable {
    private struct Request {
        var asked: UInt64
        var askedAt: ContinuousClock.Instant
        /// Other sessions that could send it, in the order of their offers.
        var others: [UInt64]
    }

    /// A board that was asked and has not sent it within this time does not keep the others waiting.
    static let patience: Duration = .seconds(60)

    private var requests: [[UInt8]: Request] = [:]

    /// - Parameter hashes: contents that are not stored and that `session` could send.
    /// - Returns: those that it is to be asked for.
    mutating func offer(_ hashes: [[UInt8]], by session: UInt64, now: ContinuousClock.Instant) -> [[UInt8]] {
        hashes.filter { hash in
            guard var request = requests[hash] else {
                requests[hash] = Request(asked: session, askedAt: now, others: [])
                return true
            }
            if request.asked == session { return true }
            if !request.others.contains(session) { request.others.append(session) }
            requests[hash] = request
            return false
        }
    }

    mutating func stored(_ hash: [UInt8]) {
        requests[hash] = nil
    }

    /// - Returns: who is to be asked for what instead.
    mutating func left(_ session: UInt64, now: ContinuousClock.Instant) -> [(session: UInt64, hash: [UInt8])] {
        for hash in requests.keys { requests[hash]?.others.removeAll { $0 == session } }
        return requests.filter { $0.value.asked == session }.keys.compactMap { pass($0, now).map { ($0, $1) } }
    }

    /// - Returns: who is to be asked for what that another has not sent in time.
    mutating func overdue(now: ContinuousClock.Instant) -> [(session: UInt64, hash: [UInt8])] {
        let late = requests.filter { $0.value.askedAt + MetadataRequests.patience < now && !$0.value.others.isEmpty }
        return late.keys.compactMap { pass($0, now).map { ($0, $1) } }
    }

    private mutating func pass(_ hash: [UInt8], _ now: ContinuousClock.Instant) -> (UInt64, [UInt8])? {
        guard var request = requests[hash], let next = request.others.first else {
            requests[hash] = nil
            return nil
        }
        request.others.removeFirst()
        request.asked = next
        request.askedAt = now
        requests[hash] = request
        return (next, hash)
    }
}
