/// `kprobe_profile` and `uprobe_profile`: how often each probe was hit (probes_profile_seq_show in kernel/trace/trace_kprobe.c and
/// trace_uprobe.c). Both may stand in one text: a kprobe's line ends with two numbers, a uprobe's with one.
public struct ProbeProfile: Equatable, Sendable {
    public private(set) var probes: [Probe] = []
    public private(set) var faults = KernelText.Faults()

    public struct Probe: Equatable, Sendable {
        /// The program or library of a uprobe; nil for a kprobe.
        public let file: String?
        public let event: String
        public let hits: UInt64
        /// Hits that were not recorded; the kernel does not tell them of uprobes.
        public let misses: UInt64?

        public init(file: String?, event: String, hits: UInt64, misses: UInt64?) {
            (self.file, self.event, self.hits, self.misses) = (file, event, hits, misses)
        }
    }

    /// - Throws: `.tooLarge`.
    public init(_ text: [UInt8]) throws(KernelText.Refusal) {
        var found = KernelText.Faults()
        try KernelText.eachLine(text, &found) { line, number, faults in
            if line.trimmed.isEmpty { return }
            guard let probe = Probe(line.trimmed) else {
                return faults.add(line: number, "\"EVENT HITS MISSES\" or \"FILE EVENT HITS\"")
            }
            probes.append(probe)
        }
        faults = found
    }
}

extension ProbeProfile.Probe {
    /// Read from the right: a file's name may hold spaces. An event's name never begins with a digit.
    init?(_ line: ArraySlice<UInt8>) {
        var rest = line
        guard let last = Self.number(&rest), let word = Self.word(rest) else { return nil }
        if let hits = Self.number(&rest) {
            guard let event = Self.word(rest), event.startIndex == rest.startIndex else { return nil }
            self.init(file: nil, event: event.string, hits: hits, misses: last)
        } else {
            let file = rest[..<word.startIndex].trimmed
            guard !file.isEmpty else { return nil }
            self.init(file: file.string, event: word.string, hits: last, misses: nil)
        }
    }

    private static func word(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !text.isEmpty else { return nil }
        return text[((text.lastIndex(of: 0x20).map { $0 + 1 }) ?? text.startIndex)...]
    }

    private static func number(_ text: inout ArraySlice<UInt8>) -> UInt64? {
        guard let word = word(text) else { return nil }
        var cursor = LineCursor(word)
        guard let value = cursor.unsigned(), cursor.isAtEnd else { return nil }
        text = text[..<word.startIndex].withoutTrailingSpaces
        return value
    }
}
