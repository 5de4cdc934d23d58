import Wire

/// Chunks on their way, each kept until the collector has it on disk. No I/O.
///
/// It is bounded: when `isFull`, the agent stops reading, and the kernel's own buffer takes up the
/// slack and counts what it overwrites. So nothing is lost without a count.
struct Outbox {
    /// What an entry costs beside its data, roughly: the arrays' headers and malloc's.
    static let entryOverheadBytes = 192

    private struct Entry {
        var chunk: Chunk
        var isAcknowledged = false
    }

    private let bytesMax: Int
    /// In the order they were made; those before `head` are done with.
    private var entries: [Entry] = []
    private var head = 0
    /// Entries before this one were sent in the present session.
    private var unsent = 0
    private(set) var bytes = 0
    /// Bytes of data that were sent in this session and are not acknowledged.
    private(set) var inFlightBytes = 0

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// One chunk more than the limit may be inside: a chunk that was read is never thrown away.
    var isFull: Bool { bytes >= bytesMax }
    var isEmpty: Bool { bytes == 0 }

    mutating func append(_ chunk: Chunk) {
        bytes += Outbox.cost(chunk)
        entries.append(Entry(chunk: chunk))
    }

    /// The next chunk that this session has not sent, if it fits the window. The first one is let
    /// through even when it alone is larger, lest a small window stop everything.
    mutating func next(windowBytes: Int) -> Chunk? {
        while unsent < entries.count, entries[unsent].isAcknowledged { unsent += 1 }
        guard unsent < entries.count else { return nil }
        let size = entries[unsent].chunk.data.count
        guard inFlightBytes == 0 || inFlightBytes + size <= windowBytes else { return nil }
        inFlightBytes += size
        unsent += 1
        return entries[unsent - 1].chunk
    }

    /// A session begins: whatever is not acknowledged goes again.
    mutating func rewind() {
        unsent = head
        inFlightBytes = 0
    }

    mutating func acknowledge(_ ack: ChunkAck) {
        for index in head..<entries.count where !entries[index].isAcknowledged {
            let chunk = entries[index].chunk
            guard chunk.cpu == ack.cpu, chunk.sequence <= ack.sequence, chunk.trace == ack.trace else { continue }
            drop(index)
        }
        compact()
    }

    /// The collector wants nothing more of this trace.
    mutating func forget(trace: String) {
        for index in head..<entries.count where !entries[index].isAcknowledged && entries[index].chunk.trace == trace {
            drop(index)
        }
        compact()
    }

    func holds(trace: String) -> Bool {
        entries[head...].contains { !$0.isAcknowledged && $0.chunk.trace == trace }
    }

    /// Whether this session still has to send a chunk of the trace.
    func hasUnsent(trace: String) -> Bool {
        entries[max(unsent, head)...].contains { !$0.isAcknowledged && $0.chunk.trace == trace }
    }

    private mutating func drop(_ index: Int) {
        bytes -= Outbox.cost(entries[index].chunk)
        if index < unsent { inFlightBytes -= entries[index].chunk.data.count }
        entries[index].isAcknowledged = true
        entries[index].chunk.data = []
    }

    /// Moves the head past what is done with; the array itself shrinks now and then, not each time.
    private mutating func compact() {
        while head < entries.count, entries[head].isAcknowledged { head += 1 }
        unsent = max(unsent, head)
        if head == entries.count {
            entries.removeAll(keepingCapacity: entries.capacity <= 64)
            (head, unsent) = (0, 0)
        } else if head > 256, head > entries.count / 2 {
            entries.removeSubrange(..<head)
            unsent -= head
            head = 0
        }
    }

    private static func cost(_ chunk: Chunk) -> Int { chunk.data.count + entryOverheadBytes }
}
