/// The "# trigger info:" of a histogram, as the kernel writes the trigger back (event_hist_trigger_print in
/// kernel/trace/trace_events_hist.c).
public struct HistTrigger: Equatable, Sendable {
    /// All of it: "hist:keys=pid:vals=hitcount:sort=hitcount:size=2048:clock=global if prio<120 [active]"
    public let text: String
    public private(set) var name: String?
    public private(set) var keys: [Column] = []
    public private(set) var values: [Column] = []
    /// Variables and actions: "ts0=common_timestamp.usecs", "onmax($lat).save(comm)"
    public private(set) var others: [String] = []
    public private(set) var sort: String?
    /// Room for this many entries.
    public private(set) var size: UInt64?
    public private(set) var clock: String?
    /// What follows " if ".
    public private(set) var filter: String?
    public private(set) var isPaused = false

    /// A key or value and how it is shown.
    public struct Column: Equatable, Sendable {
        public let name: String
        /// "hex", "sym", "sym-offset", "execname", "syscall", "log2", "buckets=N", "stacktrace", "usecs", "percent", "graph"
        public let modifier: String?

        public init(name: String, modifier: String?) {
            (self.name, self.modifier) = (name, modifier)
        }
    }

    /// The kernel takes 3 keys and 3 values with their variables.
    static let columnsMax = 64

    init(_ line: ArraySlice<UInt8>) {
        text = line.string
        var rest = line
        for (state, paused) in [(" [active]" as StaticString, false), (" [paused]", true)] {
            if let at = rest.lastIndex(of: state), at + state.utf8CodeUnitCount == rest.endIndex {
                rest = rest[..<at]
                isPaused = paused
            }
        }
        if let at = rest.firstIndex(of: " if ") {
            filter = rest[(at + 4)...].string
            rest = rest[..<at]
        }
        for part in Self.split(rest, at: UInt8(ascii: ":")).prefix(Self.columnsMax) { read(part) }
    }

    private mutating func read(_ part: ArraySlice<UInt8>) {
        if part.elementsEqual("hist".utf8) { return }
        let number = { (prefix: Int) in
            var cursor = LineCursor(part.dropFirst(prefix))
            return cursor.unsigned()
        }
        if part.hasPrefix("keys=") {
            keys = Self.columns(part.dropFirst(5))
        } else if part.hasPrefix("vals=") {
            values = Self.columns(part.dropFirst(5))
        } else if part.hasPrefix("sort=") {
            sort = part.dropFirst(5).string
        } else if part.hasPrefix("size=") {
            size = number(5)
        } else if part.hasPrefix("clock=") {
            clock = part.dropFirst(6).string
        } else if keys.isEmpty {
            name = part.string
        } else {
            others.append(part.string)
        }
    }

    private static func columns(_ list: ArraySlice<UInt8>) -> [Column] {
        split(list, at: UInt8(ascii: ",")).prefix(columnsMax).map { item in
            guard let dot = item.lastIndex(of: UInt8(ascii: ".")) else { return Column(name: item.string, modifier: nil) }
            return Column(name: item[..<dot].string, modifier: item[(dot + 1)...].string)
        }
    }

    /// At separators that stand in no parentheses: actions have colons and commas of their own.
    private static func split(_ text: ArraySlice<UInt8>, at separator: UInt8) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var depth = 0
        var start = text.startIndex
        for at in text.indices where parts.count < columnsMax {
            switch text[at] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth = max(0, depth - 1)
            case separator where depth == 0:
                parts.append(text[start..<at])
                start = at + 1
            default: break
            }
        }
        parts.append(text[start...])
        return parts
    }
}
