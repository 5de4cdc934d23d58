/// Whose turn it is among the CPUs: a tree of losers over the times of their next records. A new time costs one comparison
/// on each level, whatever it is. Of equal times the lower place comes first, as the kernel's own merge has it
/// (__find_next_entry in kernel/trace/trace.c).
struct MergeOrder: ~Copyable {
    private struct Turn {
        var timeNs: UInt64
        /// The stream's place in the report, in the order of the CPU numbers; `ended` more when it has no more records.
        var order: UInt64

        static let ended: UInt64 = 1 << 32

        @inline(__always)
        func isBefore(_ other: Turn) -> Bool {
            timeNs < other.timeNs || (timeNs == other.timeNs && order < other.order)
        }
    }

    /// By node, from 1: who lost there. The leaf of place p would be the node `leaves` + p.
    private let losers: UnsafeMutablePointer<Turn>
    private let leaves: Int
    private var winner: Turn

    /// - Parameter timesNs: of each stream's first record, by place; nil for one without records.
    init(_ timesNs: [UInt64?] = []) {
        var leaves = 1
        while leaves < timesNs.count { leaves *= 2 }
        self.leaves = leaves
        losers = .allocate(capacity: leaves)
        var winners = (0..<(2 * leaves)).map { node in
            let place = max(0, node - leaves)
            let time = node >= leaves && place < timesNs.count ? timesNs[place] : nil
            return Turn(timeNs: time ?? .max, order: UInt64(place) + (time == nil ? Turn.ended : 0))
        }
        losers[0] = winners[0]
        for node in (1..<leaves).reversed() {
            let (left, right) = (winners[2 * node], winners[2 * node + 1])
            let leftWins = left.isBefore(right)
            winners[node] = leftWins ? left : right
            losers[node] = leftWins ? right : left
        }
        winner = winners[1]
    }

    deinit {
        losers.deallocate()
    }

    /// The place whose record is the oldest; nil when no stream has a record.
    @inline(__always)
    var first: Int? { winner.order < Turn.ended ? Int(winner.order) : nil }

    /// The first one's next record was written at that time. `place` is what `first` gave.
    @inline(__always)
    mutating func replace(_ place: Int, timeNs: UInt64) {
        assert(place == first)
        climb(Turn(timeNs: timeNs, order: UInt64(place)), place)
    }

    /// The first one has no more records.
    mutating func end(_ place: Int) {
        climb(Turn(timeNs: .max, order: UInt64(place) + Turn.ended), place)
    }

    @inline(__always)
    private mutating func climb(_ turn: Turn, _ place: Int) {
        var best = turn
        var node = (leaves + place) / 2
        while node > 0 {
            let other = losers[node]
            let loses = other.isBefore(best)
            losers[node] = loses ? best : other
            best = loses ? other : best
            node /= 2
        }
        winner = best
    }
}
