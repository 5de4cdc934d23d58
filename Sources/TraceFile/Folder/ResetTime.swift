import Ftrace

/// When a buffer was last reset. The latency format counts from there, and no file of tracefs tells; but where a folder holds
/// the kernel's own text in that format, each of its lines names the whole microseconds that had passed since.
struct ResetTime {
    /// Lines that are looked at: each narrows the time down, the first hundreds to a nanosecond or few.
    static let linesMax = 65536

    private var earliest = Int64.min
    private var latest = Int64.max

    /// Whether a file begins as the kernel's text in the latency format does (print_trace_header in kernel/trace/trace.c).
    static func isLatencyFormat(_ file: FolderFiles.Found) throws(TraceFileError) -> Bool {
        // A compressed text is small enough to be looked at whole.
        guard !file.isGzip else { return true }
        let source = try FileSource(file.path)
        let head = try source.bytes(at: 0, count: Int(min(source.size, 256)))
        return String(decoding: head, as: UTF8.self).range(ofSubstring: " latency trace v") != nil
    }

    /// The reset that all lines agree with; nil when they do not, or the text has no such lines.
    /// - Throws: what a source of the capture throws, or `FtraceError` when nothing can be decoded.
    static func find(_ text: [UInt8], _ capture: Capture) throws -> UInt64? {
        var found = ResetTime()
        let decoder = try Decoder(capture.metadata)
        guard decoder.clockIsNs else { return nil }
        let times = try RecordTimes(decoder, sources: capture.sources(), layout: capture.layout)
        var lines = 0
        for line in text.split(separator: 0x0a) where line.first != UInt8(ascii: "#") {
            guard let us = microseconds(line) else { continue }
            guard let timeNs = try times.next(), found.add(timeNs: timeNs, us: us) else { return nil }
            lines += 1
            if lines == linesMax { break }
        }
        return lines > 0 && found.earliest >= 0 ? UInt64(found.earliest) : nil
    }

    /// Takes one line in; false when it contradicts those before. The kernel rounds (ns2usecs in kernel/trace/trace.h).
    private mutating func add(timeNs: UInt64, us: Int64) -> Bool {
        guard let time = Int64(exactly: timeNs), us <= Int64.max / 2000 else { return false }
        latest = min(latest, time + 500 - 1000 * us)
        earliest = max(earliest, time - 499 - 1000 * us)
        return earliest <= latest
    }

    /// `comm-pid 0d.... 12us+: …`, or with the option verbose `… [0001f2ab] 0.012ms (+0.001ms): …`.
    private static func microseconds(_ line: ArraySlice<UInt8>) -> Int64? {
        var index = line.startIndex
        while index < line.endIndex {
            defer { index += 1 }
            guard line[index].isDigit, index > line.startIndex, line[index - 1] == 0x20 else { continue }
            var rest = line[index...]
            guard let whole = rest.takeNumber() else { continue }
            // The mark of a long delay stands between the unit and the colon.
            if rest.starts(with: "us".utf8), rest.dropFirst(3).starts(with: ": ".utf8) { return whole }
            guard rest.popFirst() == UInt8(ascii: "."), rest.count > 3, whole <= Int64.max / 2000 else { continue }
            var part = rest.prefix(3)
            rest = rest.dropFirst(3)
            if let thousandths = part.takeNumber(), part.isEmpty, rest.starts(with: "ms (+".utf8) {
                return whole * 1000 + thousandths
            }
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}

extension ArraySlice<UInt8> {
    /// The digits the slice begins with, as a number, which are removed; nil without any, or when they are too many.
    fileprivate mutating func takeNumber() -> Int64? {
        let digits = prefix { $0.isDigit }
        guard !digits.isEmpty, digits.count <= 15 else { return nil }
        self = self[digits.endIndex...]
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
