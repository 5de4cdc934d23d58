/// What a walk over the events of some pages found, without decoding fields: for the index and the books.
public struct Scan: Equatable, Sendable {
    /// Pages met, the bad ones among them included.
    public var pages = 0
    /// Pages that were damaged. The events before the damage are counted in `events`, the rest of the page is given up.
    public var badPages: [BadPage] = []
    /// How many pages were bad; `badPages` names only the first `badPagesNamedMax` of them.
    public var badPageCount = 0
    /// Records, as the kernel counts entries: no padding, no time extends and stamps, no discarded events.
    public var events: UInt64 = 0
    /// Events the kernel lost and counted.
    public var lostEvents: UInt64 = 0
    /// Places where the kernel lost events without saying how many.
    public var lossesOfUnknownCount: UInt64 = 0
    /// Trace clock of the first and last event in nanoseconds (in the clock's own unit for counter and x86-tsc); nil without events.
    public var firstNs: UInt64?
    public var lastNs: UInt64?
    /// Events by format id.
    public var countsByID: [Int: UInt64] = [:]
    /// Committed bytes of the good pages, headers included.
    public var committedBytes: UInt64 = 0

    public static let badPagesNamedMax = 64

    public init() {}

    /// Adds what a later block of the same CPU holds.
    /// - Parameter offset: where that block lies, for the places of its bad pages.
    public mutating func add(_ later: Scan, at offset: Int) {
        pages += later.pages
        badPageCount += later.badPageCount
        for page in later.badPages where badPages.count < Self.badPagesNamedMax {
            badPages.append(BadPage(offset: offset + page.offset, damage: page.damage))
        }
        events += later.events
        lostEvents &+= later.lostEvents
        lossesOfUnknownCount += later.lossesOfUnknownCount
        firstNs = firstNs ?? later.firstNs
        lastNs = later.lastNs ?? lastNs
        countsByID.merge(later.countsByID, uniquingKeysWith: +)
        committedBytes += later.committedBytes
    }
}

/// A damaged page: where it lies in the bytes given and what is wrong with it.
public struct BadPage: Equatable, Sendable {
    public var offset: Int
    public var damage: PageDamage

    public init(offset: Int, damage: PageDamage) {
        self.offset = offset
        self.damage = damage
    }
}

/// What can be wrong with a page.
public enum PageDamage: Equatable, Sendable {
    /// Fewer bytes are left than a page header takes.
    case truncatedHeader
    /// The commit length reaches past the end of the page or of the bytes.
    case commitPastEnd
    /// An event reaches past the commit length. The offset is from the page's start.
    case eventPastCommit(offset: Int)
    /// An event says that it has no length, or one that cannot be.
    case eventLength(offset: Int)
}

extension PageDamage: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncatedHeader: "its header is cut short"
        case .commitPastEnd: "its commit length reaches past its end"
        case .eventPastCommit(let offset): "the event at \(offset) reaches past the commit length"
        case .eventLength(let offset): "the event at \(offset) has a length that cannot be"
        }
    }
}
