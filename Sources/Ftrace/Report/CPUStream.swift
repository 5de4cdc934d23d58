/// One CPU's records in order, block after block.
///
/// A record stays valid until the next `advance`, also while `peek` looks beyond it.
final class CPUStream {
    let cpu: Int
    /// The record at hand; only meaningful while `hasRecord`.
    @exclusivity(unchecked) private(set) var record: Record
    @exclusivity(unchecked) private(set) var hasRecord = false
    @exclusivity(unchecked) private(set) var counts = ReportCounts()
    var timeNs: UInt64 { record.timeNs }

    private let next: () throws -> UnsafeRawBufferPointer?
    private let geometry: Geometry
    private let layout: PageLayout
    @exclusivity(unchecked) private var block = UnsafeRawBufferPointer(start: nil, count: 0)
    @exclusivity(unchecked) private var offset = 0
    /// Where the block lies among all bytes of this CPU.
    @exclusivity(unchecked) private var blockStart = 0
    /// The page that the cursor walks.
    @exclusivity(unchecked) private var pageStart = 0
    /// The first damaged pages, by their places among all bytes of this CPU.
    @exclusivity(unchecked) private(set) var badPages: [BadPage] = []
    @exclusivity(unchecked) private var cursor: EventCursor
    /// What was lost before the record at hand, and what before the record that `peek` found.
    @exclusivity(unchecked) private var loss = Page.Loss.none
    @exclusivity(unchecked) private var nextLoss = Page.Loss.none
    /// The record after the one at hand, once somebody peeked.
    @exclusivity(unchecked) private var peeked: Peek?
    /// Where the record at hand is kept when its block had to make way for the next; as large as it had to be so far.
    @exclusivity(unchecked) private var kept: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var keptBytes = 8

    private enum Peek {
        case record(Record)
        case end
    }

    init(_ source: CPUSource, _ geometry: Geometry, _ layout: PageLayout) {
        cpu = source.cpu
        next = source.next
        self.geometry = geometry
        self.layout = layout
        kept = .allocate(byteCount: keptBytes, alignment: 8)
        cursor = EventCursor(base: UnsafeRawPointer(kept), offset: 0, end: 0, timeNs: 0, bigEndian: geometry.bigEndian)
        record = Record(base: UnsafeRawPointer(kept), count: 0, timeNs: 0, bigEndian: geometry.bigEndian)
    }

    deinit {
        kept.deallocate()
    }

    /// No record of this CPU has been printed or passed over yet.
    @exclusivity(unchecked) private(set) var isFirst = true
    /// An ordinary line of this CPU has been printed.
    @exclusivity(unchecked) var isStarted = false
    var hasLoss: Bool { loss != .none }
    /// Nothing is to be told before the record at hand.
    @inline(__always)
    var isPlain: Bool { !isFirst && loss == .none }

    func forgetLoss() {
        isFirst = false
        loss = .none
    }

    /// What was lost before the record at hand; it is told once.
    func takeLoss() -> Page.Loss {
        defer { loss = .none }
        return loss
    }

    /// Steps to the next record; false at the end of the source.
    @inline(__always)
    func advance() throws -> Bool {
        if peeked == nil, cursor.next() {
            record = cursor.record
            hasRecord = true
            return true
        }
        return try advanceSlowly()
    }

    private func advanceSlowly() throws -> Bool {
        let following = try peek()
        peeked = nil
        if nextLoss != .none {
            loss = loss.adding(nextLoss)
            nextLoss = .none
        }
        hasRecord = following != nil
        if let following { record = following }
        return hasRecord
    }

    /// The record after the one at hand; nil at the end of the source. Whoever keeps a copy of `record` takes a fresh one
    /// afterwards: where a block ends, its bytes have moved.
    func peek() throws -> Record? {
        switch peeked {
        case .record(let record): return record
        case .end: return nil
        case nil: break
        }
        let found = try step() ? Peek.record(cursor.record) : .end
        peeked = found
        if case .record(let record) = found { return record }
        return nil
    }

    private func step() throws -> Bool {
        while true {
            if cursor.next() { return true }
            if let damage = cursor.damage { note(damage.relative(to: pageStart), at: pageStart) }
            guard try nextPage() else { return false }
        }
    }

    private func nextPage() throws -> Bool {
        while true {
            while offset < block.count {
                counts.pages += 1
                if takePage() { return true }
            }
            keepRecord()
            cursor = cursor.ended
            guard let more = try next() else { return false }
            blockStart += block.count
            block = more
            offset = 0
        }
    }

    /// Copies the record at hand out of the block, which ends now.
    private func keepRecord() {
        guard hasRecord, record.base != UnsafeRawPointer(kept) else { return }
        if keptBytes < record.count {
            kept.deallocate()
            kept = .allocate(byteCount: record.count, alignment: 8)
            keptBytes = record.count
        }
        kept.copyMemory(from: record.base, byteCount: record.count)
        record = Record(base: UnsafeRawPointer(kept), count: record.count, timeNs: record.timeNs, bigEndian: record.bigEndian)
    }

    /// Sets the cursor on the page at `offset`; false when it is damaged.
    private func takePage() -> Bool {
        switch Page.read(block, at: offset, geometry, layout) {
        case .bad(let damage, let following):
            note(damage, at: offset)
            offset = following ?? block.count
            return false
        case .page(let found):
            pageStart = offset
            note(found.loss)
            if let base = block.baseAddress {
                cursor = EventCursor(
                    base: base, offset: found.start, end: found.end, timeNs: found.timeNs, bigEndian: geometry.bigEndian)
            }
            offset = found.next
            return true
        }
    }

    private func note(_ damage: PageDamage, at offset: Int) {
        counts.badPages += 1
        if badPages.count < Scan.badPagesNamedMax { badPages.append(BadPage(offset: blockStart + offset, damage: damage)) }
    }

    private func note(_ found: Page.Loss) {
        switch found {
        case .none: return
        case .counted(let count): counts.lostEvents &+= count
        case .unknown: counts.lossesOfUnknownCount += 1
        }
        nextLoss = nextLoss.adding(found)
    }
}

extension Page.Loss {
    /// Both losses together: an unknown number makes the sum unknown.
    func adding(_ other: Page.Loss) -> Page.Loss {
        switch (self, other) {
        case (_, .none): self
        case (.none, _): other
        case (.counted(let a), .counted(let b)): .counted(a &+ b)
        default: .unknown
        }
    }
}
