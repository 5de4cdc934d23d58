/// One CPU's records in order, block after block. It owns a copy of the current page, so that a record stays valid
/// until the next `advance`.
final class CPUStream {
    let cpu: Int
    /// The record at hand; only meaningful while `hasRecord`.
    private(set) var hasRecord = false
    var record: Record { cursor.record }
    var timeNs: UInt64 { cursor.timeNs }
    private(set) var counts = ReportCounts()

    private let next: () throws -> [UInt8]?
    private let geometry: Geometry
    private let layout: PageLayout
    private var block: [UInt8] = []
    private var offset = 0
    private let page: UnsafeMutableRawPointer
    private var cursor: EventCursor
    private var loss = Page.Loss.none

    init(_ source: CPUSource, _ geometry: Geometry, _ layout: PageLayout) {
        cpu = source.cpu
        next = source.next
        self.geometry = geometry
        self.layout = layout
        page = .allocate(byteCount: geometry.dataBytes, alignment: 8)
        cursor = EventCursor(base: UnsafeRawPointer(page), offset: 0, end: 0, timeNs: 0, bigEndian: geometry.bigEndian)
    }

    deinit {
        page.deallocate()
    }

    /// No record of this CPU has been printed yet.
    private(set) var isFirst = true
    var hasLoss: Bool { loss != .none }

    func skipFirstLoss() {
        isFirst = false
        loss = .none
    }

    /// What was lost before the record at hand; it is told once.
    func takeLoss() -> Page.Loss {
        defer { loss = .none }
        return loss
    }

    /// Steps to the next record; false at the end of the source.
    func advance() throws -> Bool {
        while true {
            if cursor.next() {
                hasRecord = true
                return true
            }
            if cursor.damage != nil { counts.badPages += 1 }
            guard try nextPage() else {
                hasRecord = false
                return false
            }
        }
    }

    private func nextPage() throws -> Bool {
        while true {
            while offset < block.count {
                counts.pages += 1
                if takePage() { return true }
            }
            guard let more = try next() else { return false }
            block = more
            offset = 0
        }
    }

    /// Copies the page at `offset` and sets the cursor on it; false when it is damaged.
    private func takePage() -> Bool {
        block.withUnsafeBytes { bytes in
            switch Page.read(bytes, at: offset, geometry, layout) {
            case .bad(_, let following):
                counts.badPages += 1
                offset = following ?? bytes.count
                return false
            case .page(let found):
                if let base = bytes.baseAddress { page.copyMemory(from: base + found.start, byteCount: found.end - found.start) }
                note(found.loss)
                cursor = cursor.restarted(end: found.end - found.start, timeNs: found.timeNs)
                offset = found.next
                return true
            }
        }
    }

    private func note(_ found: Page.Loss) {
        switch (found, loss) {
        case (.none, _): return
        case (.counted(let count), .counted(let before)): loss = .counted(before &+ count)
        default: loss = found
        }
        switch found {
        case .counted(let count): counts.lostEvents &+= count
        default: counts.lossesOfUnknownCount += 1
        }
    }
}
