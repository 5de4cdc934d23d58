/// Whose turn it is among the CPUs: a binary heap of the times of their next records. Of equal times the lower place
/// comes first, as the kernel's own merge has it (__find_next_entry in kernel/trace/trace.c).
struct MergeOrder {
    struct Turn {
        var timeNs: UInt64
        /// The stream's place in the report, in the order of the CPU numbers.
        var place: Int

        @inline(__always)
        func isBefore(_ other: Turn) -> Bool {
            timeNs < other.timeNs || (timeNs == other.timeNs && place < other.place)
        }
    }

    private var heap: [Turn] = []

    var isEmpty: Bool { heap.isEmpty }
    var first: Turn? { heap.first }

    /// Who comes after the first.
    var second: Turn? {
        switch heap.count {
        case ...1: nil
        case 2: heap[1]
        default: heap[1].isBefore(heap[2]) ? heap[1] : heap[2]
        }
    }

    mutating func insert(_ turn: Turn) {
        heap.append(turn)
        var at = heap.count - 1
        while at > 0, heap[at].isBefore(heap[(at - 1) / 2]) {
            heap.swapAt(at, (at - 1) / 2)
            at = (at - 1) / 2
        }
    }

    /// The first one's next record is this late, or there is none.
    mutating func replaceFirst(timeNs: UInt64?) {
        guard var turn = heap.first else { return }
        if let timeNs {
            turn.timeNs = timeNs
        } else {
            guard let last = heap.popLast(), !heap.isEmpty else { return }
            turn = last
        }
        var at = 0
        while true {
            var child = 2 * at + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
            guard heap[child].isBefore(turn) else { break }
            heap[at] = heap[child]
            at = child
        }
        heap[at] = turn
    }
}
