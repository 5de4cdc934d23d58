/// Which records of a capture a report shows. Everything that is set must hold; nothing set shows all.
public struct RecordFilter: Sendable {
    public var cpus: Set<Int>?
    /// Trace clock, both ends included: nanoseconds, or the clock's own unit.
    public var fromNs: UInt64?
    public var toNs: UInt64?
    /// "sched:sched_switch", "sched_switch", "sched:*", "*wakeup*": any of them.
    public var events: [String] = []
    public var pids: Set<Int32>?
    /// Task names as `saved_cmdlines` has them; "*" stands for anything.
    public var comms: [String] = []

    public init() {}

    /// Shows every record.
    public var isEmpty: Bool {
        cpus == nil && fromNs == nil && toNs == nil && events.isEmpty && pids == nil && comms.isEmpty
    }
}

/// A filter made ready for one capture.
final class ReadyFilter {
    private let filter: RecordFilter
    private let pidOffset: Int
    /// By id; nil when any event will do.
    private let ids: [Bool]?
    private let tasks: Tasks
    private let comms: [Pattern]
    /// Whether a task's name fits, by pid: names are few and asked for often.
    private var knownPids: [Int32: Bool] = [:]
    private static let knownPidsMax = 1 << 16

    /// - Throws: `.field` when a pattern fits no event of the capture's kernel: a typing error, most likely.
    init?(_ filter: RecordFilter, _ decoder: Decoder) throws(FtraceError) {
        if filter.isEmpty { return nil }
        self.filter = filter
        pidOffset = decoder.style.pidOffset
        tasks = decoder.tasks
        comms = filter.comms.map(Pattern.init)
        guard !filter.events.isEmpty else {
            ids = nil
            return
        }
        var ids = [Bool](repeating: false, count: Format.idMax + 1)
        for text in filter.events {
            let found = decoder.events(matching: text)
            guard !found.isEmpty else { throw .field("no event of this kernel is called \(text)") }
            for id in found { ids[id] = true }
        }
        self.ids = ids
    }

    func shows(cpu: Int) -> Bool { filter.cpus?.contains(cpu) ?? true }

    func shows(_ record: Record) -> Bool {
        if let from = filter.fromNs, record.timeNs < from { return false }
        if let to = filter.toNs, record.timeNs > to { return false }
        if let ids, record.count < 2 || !ids[record.id] { return false }
        if filter.pids == nil && comms.isEmpty { return true }
        guard record.holds(pidOffset, 4) else { return false }
        let pid = record.integer(pidOffset, as: Int32.self)
        if let pids = filter.pids, !pids.contains(pid) { return false }
        return comms.isEmpty || showsComm(pid)
    }

    /// The record lies before the span of time that is shown, and so does what was lost before it.
    func isBefore(_ record: Record) -> Bool { filter.fromNs.map { record.timeNs < $0 } ?? false }

    private func showsComm(_ pid: Int32) -> Bool {
        if let known = knownPids[pid] { return known }
        let name = tasks.name(pid)
        let fits = comms.contains { $0.matches(name) }
        if knownPids.count < Self.knownPidsMax { knownPids[pid] = fits }
        return fits
    }
}

/// A name in which "*" stands for anything.
struct Pattern {
    private let parts: [[UInt8]]

    init(_ text: String) {
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    func matches(_ name: some Sequence<UInt8>) -> Bool {
        var rest = Array(name)[...]
        guard parts.count > 1 else { return rest.elementsEqual(parts[0]) }
        guard rest.starts(with: parts[0]) else { return false }
        rest = rest.dropFirst(parts[0].count)
        for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
            guard let end = Self.end(of: part, in: rest) else { return false }
            rest = rest[end...]
        }
        return rest.count >= parts[parts.count - 1].count
            && rest.suffix(parts[parts.count - 1].count).elementsEqual(parts[parts.count - 1])
    }

    private static func end(of part: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard text.count >= part.count else { return nil }
        return (text.startIndex...(text.endIndex - part.count)).first { text[$0..<($0 + part.count)].elementsEqual(part) }
            .map { $0 + part.count }
    }
}

extension Decoder {
    /// Ids of the events that a pattern names: "system:event" or "event", "*" for anything.
    public func events(matching text: String) -> [Int] {
        let whole = text.utf8.contains(UInt8(ascii: ":"))
        let pattern = Pattern(text)
        return eventNames.filter { pattern.matches(whole ? Array("\($0.system):\($0.name)".utf8) : Array($0.name.utf8)) }.map(\.id)
    }
}
