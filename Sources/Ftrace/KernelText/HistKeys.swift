/// Reads the keys of an entry, "{ pid:  15, name: IPI }", by what its trigger says of them (hist_trigger_print_key).
struct HistKeys {
    /// The keys read so far; stack keys go over several lines.
    private(set) var keys: [HistKey] = []
    private let columns: [HistTrigger.Column]
    /// Set while the frames of a stack key follow.
    private var stackName: String?
    private var frames: [String] = []

    static let opening: StaticString = "{ "
    static let framesMax = 512

    init(_ trigger: HistTrigger) {
        columns = trigger.keys
    }

    /// A stack's frame has nine spaces before it.
    var isInStack: Bool { stackName != nil }

    mutating func frame(_ line: ArraySlice<UInt8>) -> Bool {
        guard isInStack, line.hasPrefix("         "), frames.count < Self.framesMax else { return false }
        frames.append(line.dropFirst(9).string)
        return true
    }

    /// Reads keys up to the closing brace and returns what stands behind it; an empty slice when a stack follows, nil when a key is
    /// not what it should be.
    mutating func read(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest = line
        if let name = stackName {
            keys.append(HistKey(name: name, value: .stack(frames)))
            (stackName, frames) = (nil, [])
            if rest.hasPrefix("}") { return rest.dropFirst() }
            guard rest.hasPrefix(", ") else { return nil }
            rest = rest.dropFirst(2)
        }
        while keys.count < columns.count {
            let column = columns[keys.count]
            if let name = Self.stackStart(rest, column) {
                stackName = name
                return []
            }
            guard let colon = rest.firstIndex(of: ": ") else { return nil }
            let name = rest[..<colon].string
            let after = rest[(colon + 2)...]
            guard let end = valueEnd(after), let value = Self.value(after[..<end], column.modifier) else { return nil }
            keys.append(HistKey(name: name, value: value))
            rest = after[end...]
            if rest.hasPrefix(" }") { return rest.dropFirst(2) }
            // Behind a stack the kernel leaves out the space.
            if rest.hasPrefix("}") { return rest.dropFirst() }
            guard rest.hasPrefix(", ") else { return nil }
            rest = rest.dropFirst(2)
        }
        return nil
    }

    /// "stacktrace:" or "common_stacktrace:", or "field.stacktrace", at the end of a line.
    private static func stackStart(_ rest: ArraySlice<UInt8>, _ column: HistTrigger.Column) -> String? {
        guard rest.last == UInt8(ascii: ":") || column.modifier == "stacktrace" else { return nil }
        let name = rest.last == UInt8(ascii: ":") ? rest.dropLast() : rest
        return name.allSatisfy { $0.isIdentifier || $0 == UInt8(ascii: ".") } ? name.string : nil
    }

    /// A string may hold anything, also what ends a value: the next key's name or, behind the last key, the last brace decides.
    private func valueEnd(_ text: ArraySlice<UInt8>) -> Int? {
        guard keys.count + 1 < columns.count else { return text.lastIndex(of: " }") ?? text.lastIndex(of: UInt8(ascii: "}")) }
        let next = columns[keys.count + 1]
        let name = Array((", " + next.name).utf8)
        return text.firstIndex(of: name + [UInt8(ascii: ":")]) ?? text.firstIndex(of: name) ?? text.firstIndex(of: ", ")
    }

    private static func value(_ text: ArraySlice<UInt8>, _ modifier: String?) -> HistKey.Value? {
        var cursor = LineCursor(text)
        switch modifier {
        case "hex":
            guard let number = cursor.hex(), cursor.isAtEnd else { return nil }
            return .hexadecimal(number)
        case "sym", "sym-offset":
            guard cursor.skip("["), let address = cursor.hex(), cursor.skip("] ") else { return nil }
            return .symbol(address: address, name: cursor.rest.withoutTrailingSpaces.string)
        case "syscall": return named(text).map { .syscall(name: $0, number: $1) }
        case "execname": return named(text).map { .task(comm: $0, pid: $1) }
        case "log2":
            guard cursor.skip("~ 2^"), let power = cursor.unsigned() else { return nil }
            return .powerOfTwo(power)
        case .some(let buckets) where buckets.hasPrefix("buckets"):
            guard cursor.skip("~ "), let low = cursor.unsigned(), cursor.skip("-"), let high = cursor.unsigned(), cursor.isAtEnd
            else {
                return nil
            }
            return .range(low, high)
        default: return plain(text)
        }
    }

    /// "grep            [      2369]": the name may hold brackets, so from the right.
    private static func named(_ text: ArraySlice<UInt8>) -> (String, UInt64)? {
        guard text.last == UInt8(ascii: "]"), let open = text.lastIndex(of: UInt8(ascii: "[")) else { return nil }
        var cursor = LineCursor(text[(open + 1)...])
        cursor.skipSpaces()
        guard let number = cursor.unsigned(), cursor.skip("]") else { return nil }
        return (text[..<open].withoutTrailingSpaces.string, number)
    }

    /// A number is padded on the left to 10 columns, a string on the right to 50: "42" as a string ends with spaces.
    private static func plain(_ text: ArraySlice<UInt8>) -> HistKey.Value {
        var cursor = LineCursor(text.withoutLeadingSpaces)
        if text.count < 50, let number = cursor.unsigned(), cursor.isAtEnd { return .number(number) }
        return .string(text.withoutTrailingSpaces.string)
    }
}
