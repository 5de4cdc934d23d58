extension TextBuffer {
    /// trace_find_mark in kernel/trace/trace_output.c: a sign for every power of ten over 10 us.
    mutating func putDelayMark(ns: UInt64) {
        let mark: Character =
            switch ns {
            case ...10_000: " "
            case ...100_000: "+"
            case ...1_000_000: "!"
            case ...10_000_000: "#"
            case ...100_000_000: "*"
            case ...1_000_000_000: "@"
            default: "$"
            }
        put(mark.asciiValue ?? 0x20)
    }
}
