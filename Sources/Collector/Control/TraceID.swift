import Wire

/// Ids of traces: a letter for the tracer, then eight characters of base 32, never used twice.
enum TraceID {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")

    static func random(tracer: String) -> String {
        let letter = tracer.first { $0.isASCII && $0.isLowercase } ?? "t"
        return String(letter) + String((0..<8).compactMap { _ in alphabet.randomElement() })
    }

    /// 1 to 32 of [a-z0-9-].
    static func isValid(_ id: String) -> Bool {
        let allowed = id.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        return allowed && (1...Limits.traceIDBytesMax).contains(id.utf8.count)
    }
}
