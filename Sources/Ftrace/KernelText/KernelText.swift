/// What holds for every text of the kernel that is parsed into values here: the limits, and how damage is told.
///
/// Parsing is linear in the text and needs at most about three times its size in memory.
public enum KernelText {
    /// A longer text is refused. A latency tracer prints about 90 bytes per function: this is some 700000 of them.
    public static let textBytesMax = 64 << 20
    /// Lines past this many are not parsed: one fault says so.
    public static let linesMax = 1 << 20
    /// A longer line is a fault: the kernel writes a line into one page at most (struct trace_seq, 4 or 8 KiB).
    public static let lineBytesMax = 64 << 10
    /// Faults that are kept with line and reason; the others are only counted.
    public static let faultsNamedMax = 64

    /// A text that is not parsed at all.
    public enum Refusal: Error, Equatable, Sendable, CustomStringConvertible {
        case tooLarge(bytes: Int)

        public var description: String {
            switch self {
            case .tooLarge(let bytes): "a text of \(bytes) bytes is larger than the limit of \(KernelText.textBytesMax)"
            }
        }
    }

    /// A line that is not what it should be.
    public struct Fault: Equatable, Sendable, CustomStringConvertible {
        /// Counted from 1.
        public let line: Int
        public let expected: String

        public var description: String { "line \(line): expected \(expected)" }
    }

    /// The lines that could not be read: all counted, the first ones named.
    public struct Faults: Equatable, Sendable {
        public private(set) var named: [Fault] = []
        public private(set) var count = 0

        public var isEmpty: Bool { count == 0 }

        mutating func add(line: Int, _ expected: String) {
            count += 1
            if named.count < KernelText.faultsNamedMax { named.append(Fault(line: line, expected: expected)) }
        }
    }

    /// Hands out each line with its number, as far as the limits go; lines past them are faults.
    static func eachLine(
        _ text: [UInt8], _ faults: inout Faults, _ body: (_ line: ArraySlice<UInt8>, _ number: Int, _ faults: inout Faults) -> Void
    ) throws(Refusal) {
        guard text.count <= textBytesMax else { throw .tooLarge(bytes: text.count) }
        var number = 0
        for line in Lines(text) {
            number += 1
            guard number <= linesMax else { return faults.add(line: number, "at most \(linesMax) lines") }
            guard line.count <= lineBytesMax else {
                faults.add(line: number, "a line of at most \(lineBytesMax) bytes")
                continue
            }
            body(line, number, &faults)
        }
    }
}
