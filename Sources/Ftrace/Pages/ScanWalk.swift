extension Scan {
    /// Ids below this are counted in a flat table: every kernel's static events.
    private static let flatIDs = 4096

    init(_ block: UnsafeRawBufferPointer, _ geometry: Geometry, _ layout: PageLayout) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.flatIDs) { flat in
            flat.initialize(repeating: 0)
            var seen = 0
            walkPages(block, geometry, layout, flat, &seen)
            countsByID.reserveCapacity(64)
            for id in 0...min(seen, Self.flatIDs - 1) where flat[id] > 0 { countsByID[id, default: 0] += UInt64(flat[id]) }
        }
    }

    private mutating func walkPages(
        _ block: UnsafeRawBufferPointer, _ geometry: Geometry, _ layout: PageLayout, _ flat: UnsafeMutableBufferPointer<UInt32>,
        _ seen: inout Int
    ) {
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
                if let damage = walk(page, block, geometry, flat, &seen) {
                    note(BadPage(offset: offset, damage: damage.relative(to: offset)))
                }
                offset = page.next
            }
        }
    }

    /// One page: the loop that decides how fast a capture is indexed.
    /// - Parameter seen: gets the bits of every id: none is larger.
    @inline(__always)
    private mutating func walk(
        _ page: Page, _ block: UnsafeRawBufferPointer, _ geometry: Geometry, _ flat: UnsafeMutableBufferPointer<UInt32>,
        _ seen: inout Int
    ) -> PageDamage? {
        guard let base = block.baseAddress, let counts = flat.baseAddress else { return nil }
        var cursor = EventCursor(
            base: base, offset: page.start, end: page.end, timeNs: page.timeNs, bigEndian: geometry.bigEndian)
        guard cursor.next() else { return cursor.damage }
        if firstNs == nil { firstNs = cursor.timeNs }
        var last = cursor.timeNs
        var count: UInt64 = 0
        var bits = 0
        repeat {
            count += 1
            last = cursor.timeNs
            let id = cursor.id
            bits |= id
            if id < Self.flatIDs { counts[id] &+= 1 } else { countsByID[id, default: 0] += 1 }
            // Most of what lies in a page are short records; whatever else comes next is the cursor's.
            while let short = cursor.nextShort() {
                count += 1
                last = cursor.timeNs
                bits |= short
                if short < Self.flatIDs { counts[short] &+= 1 } else { countsByID[short, default: 0] += 1 }
            }
        } while cursor.next()
        seen |= bits
        lastNs = last
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
