/// The values of tracefs files that show their choices: `[local] global`, `none [round-robin] per-cpu`.
enum Setting {
    /// What a write must hold to bring the present value back: the bracketed choice when there is
    /// one, else the whole text.
    static func selected(_ text: String) -> String {
        let words = text.words
        for word in words {
            if let inner = word.after("["), inner.utf8.last == 0x5d { return String(Substring(inner.utf8.dropLast())) }
        }
        return text.trimmed
    }

    /// All the choices, without the brackets.
    static func choices(_ text: String) -> [String] {
        text.words.map { String(decoding: $0.utf8.filter { $0 != 0x5b && $0 != 0x5d }, as: UTF8.self) }
    }
}
