/// Picks boards by labels and facts, in the form that Kubernetes made familiar:
/// `key=value`, `key!=value`, `key in (a,b)`, `key notin (a,b)`, `key` (present), `!key` (absent),
/// joined by commas, all of which must hold. Empty picks every board.
public struct Selector: Equatable, Sendable {
    public enum Requirement: Equatable, Sendable {
        case oneOf(key: String, values: [String])
        case noneOf(key: String, values: [String])
        case present(key: String)
        case absent(key: String)
    }

    public struct ParseError: Error, Equatable, CustomStringConvertible {
        public let term: String
        public var description: String {
            "selector term '\(term)' is not understood: write key=value, key!=value, 'key in (a,b)', 'key notin (a,b)', key or !key, joined by commas"
        }
    }

    public let requirements: [Requirement]

    public init(_ text: String) throws(ParseError) {
        var requirements: [Requirement] = []
        for term in Selector.terms(text) {
            requirements.append(try Selector.requirement(term))
        }
        self.requirements = requirements
    }

    public func matches(_ machine: Machine) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .oneOf(let key, let values): machine[key].map(values.contains) ?? false
            case .noneOf(let key, let values): !(machine[key].map(values.contains) ?? false)
            case .present(let key): machine[key] != nil
            case .absent(let key): machine[key] == nil
            }
        }
    }

    /// Splits at commas outside parentheses.
    private static func terms(_ text: String) -> [String] {
        var terms: [String] = []
        var current = ""
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                terms.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        terms.append(current)
        let trimmed = terms.map(Selector.trim)
        return trimmed == [""] ? [] : trimmed
    }

    private static func requirement(_ term: String) throws(ParseError) -> Requirement {
        if let (key, set) = split(term, " notin ") ?? split(term, " notin(", keep: "(") {
            return .noneOf(key: try check(key, term), values: try values(set, term))
        }
        if let (key, set) = split(term, " in ") ?? split(term, " in(", keep: "(") {
            return .oneOf(key: try check(key, term), values: try values(set, term))
        }
        if let (key, value) = split(term, "!=") { return .noneOf(key: try check(key, term), values: [value]) }
        if let (key, value) = split(term, "==") ?? split(term, "=") {
            return .oneOf(key: try check(key, term), values: [value])
        }
        if term.hasPrefix("!") { return .absent(key: try check(trim(String(term.dropFirst())), term)) }
        return .present(key: try check(term, term))
    }

    private static func values(_ set: String, _ term: String) throws(ParseError) -> [String] {
        guard set.hasPrefix("("), set.hasSuffix(")") else { throw ParseError(term: term) }
        return set.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false).map { trim(String($0)) }
    }

    private static func check(_ key: String, _ term: String) throws(ParseError) -> String {
        let allowed = key.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
        }
        guard !key.isEmpty, allowed else { throw ParseError(term: term) }
        return key
    }

    private static func split(_ term: String, _ separator: String, keep: String = "") -> (String, String)? {
        guard let range = term.firstRange(of: separator) else { return nil }
        return (trim(String(term[..<range.lowerBound])), trim(keep + term[range.upperBound...]))
    }

    private static func trim(_ text: String) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
