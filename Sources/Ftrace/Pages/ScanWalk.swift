extension Scan {
    /// Ids below this are counted in a flat table: every kernel's static events.
    private static let flatIDs = 4096

    init(_ block: UnsafeRawBufferPointer, _ geometry: Geometry, _ layout: PageLayout) {
        var flat = [UInt32](repeating: 0, count: Self.flatIDs)
        var offset = 0
        while offset < block.count {
            pages += 1
            switch Page.read(block, at: offset, geometry, layout) {
            case .bad(let damage, let next):
                note(BadPage(offset: offset, damage: damage))
                offset = next ?? block.count
            case .page(let page):
                committedBytes += UInt64(page.end - offset)
                switch page.loss {
                case .none: break
                case .counted(let count): lostEvents &+= count
                case .unknown: lossesOfUnknownCount += 1
                }
                if let damage = flat.withUnsafeMutableBufferPointer({ walk(page, block, geometry, $0) }) {
                    note(BadPage(offset: offset, damage: damage.relative(to: offset)))
                }
                offset = page.next
            }
        }
        for (id, count) in flat.enumerated() where count > 0 { countsByID[id] = UInt64(count) }
    }

    /// One page: the loop that decides how fast a capture is indexed.
    private mutating func walk(
        _ page: Page, _ block: UnsafeRawBufferPointer, _ geometry: Geometry, _ flat: UnsafeMutableBufferPointer<UInt32>
    ) -> PageDamage? {
        guard let base = block.baseAddress else { return nil }
        var cursor = EventCursor(
            base: base, offset: page.start, end: page.end, timeNs: page.timeNs, bigEndian: geometry.bigEndian)
        var count: UInt64 = 0
        while cursor.next() {
            count += 1
            let id = cursor.record.id
            if id < Self.flatIDs { flat[id] &+= 1 } else { countsByID[id, default: 0] += 1 }
            if firstNs == nil { firstNs = cursor.timeNs }
            lastNs = cursor.timeNs
        }
        events += count
        return cursor.damage
    }

    private mutating func note(_ page: BadPage) {
        badPageCount += 1
        if badPages.count < Self.badPagesNamedMax { badPages.append(page) }
    }
}

extension PageDamage {
    /// The same with its offset counted from the page's start instead of the block's.
    func relative(to start: Int) -> PageDamage {
        switch self {
        case .eventPastCommit(let offset): .eventPastCommit(offset: offset - start)
        case .eventLength(let offset): .eventLength(offset: offset - start)
        case .truncatedHeader, .commitPastEnd: self
        }
    }
}
