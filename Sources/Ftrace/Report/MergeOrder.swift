/// Whose turn it is among the CPUs: a binary heap of the times of their next records. Of equal times the lower place
/// comes first, as the kernel's own merge has it (__find_next_entry in kernel/trace/trace.c).
struct MergeOrder: ~Copyable {
    struct Turn {
        var timeNs: UInt64
        /// The stream's place in the report, in the order of the CPU numbers.
        var place: Int

        @inline(__always)
        func isBefore(_ other: Turn) -> Bool {
            timeNs < other.timeNs || (timeNs == other.timeNs && place < other.place)
        }
    }

    private let heap: UnsafeMutablePointer<Turn>
    private let capacity: Int
    private(set) var count = 0

    /// - Parameter capacity: how many streams there are at most.
    init(capacity: Int) {
        self.capacity = capacity
        heap = .allocate(capacity: max(1, capacity))
    }

    deinit {
        heap.deallocate()
    }

    var isEmpty: Bool { count == 0 }

    @inline(__always)
    var first: Turn? { count > 0 ? heap[0] : nil }

    /// Who comes after the first.
    @inline(__always)
    var second: Turn? {
        switch count {
        case ...1: nil
        case 2: heap[1]
        default: heap[1].isBefore(heap[2]) ? heap[1] : heap[2]
        }
    }

    /// More than `capacity` turns are not taken.
    mutating func insert(_ turn: Turn) {
        guard count < capacity else { return }
        var at = count
        count += 1
        while at > 0, turn.isBefore(heap[(at - 1) / 2]) {
            heap[at] = heap[(at - 1) / 2]
            at = (at - 1) / 2
        }
        heap[at] = turn
    }

    /// The first one's next record is this late.
    @inline(__always)
    mutating func replaceFirst(timeNs: UInt64) {
        guard count > 0 else { return }
        sink(Turn(timeNs: timeNs, place: heap[0].place))
    }

    /// The first one has no more records.
    mutating func removeFirst() {
        guard count > 0 else { return }
        count -= 1
        if count > 0 { sink(heap[count]) }
    }

    /// Puts a turn where the first one was, and down to its place.
    @inline(__always)
    private mutating func sink(_ turn: Turn) {
        var at = 0
        while true {
            var child = 2 * at + 1
            guard child < count else { break }
            if child + 1 < count, heap[child + 1].isBefore(heap[child]) { child += 1 }
            guard heap[child].isBefore(turn) else { break }
            heap[at] = heap[child]
            at = child
        }
        heap[at] = turn
    }
}
