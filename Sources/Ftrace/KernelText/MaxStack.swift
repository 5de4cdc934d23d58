/// `stack_trace`: the deepest kernel stack that the stack tracer has met (t_show in kernel/trace/trace_stack.c). The whole of it in
/// bytes is the depth of the first frame, and what `stack_max_size` holds.
public struct MaxStack: Equatable, Sendable {
    /// From the innermost outwards.
    public private(set) var frames: [Frame] = []
    /// "(20 entries)"; nil without a header, as while the stack tracer is off.
    public private(set) var entries: Int?
    public private(set) var faults = KernelText.Faults()

    public struct Frame: Equatable, Sendable {
        /// Bytes of stack from this frame on outwards, and of this frame.
        public let depthBytes: Int
        public let sizeBytes: Int
        /// "function+0x8/0xe0"
        public let location: String

        public init(depthBytes: Int, sizeBytes: Int, location: String) {
            (self.depthBytes, self.sizeBytes, self.location) = (depthBytes, sizeBytes, location)
        }
    }

    /// - Throws: `.tooLarge`.
    public init(_ text: [UInt8]) throws(KernelText.Refusal) {
        var found = KernelText.Faults()
        try KernelText.eachLine(text, &found) { line, number, faults in
            let trimmed = line.trimmed
            if trimmed.isEmpty || trimmed.hasPrefix("#") || trimmed.hasPrefix("-----") { return }
            if trimmed.hasPrefix("Depth ") {
                guard let open = trimmed.firstIndex(of: "(") else { return faults.add(line: number, "\"(N entries)\"") }
                var cursor = LineCursor(trimmed[(open + 1)...])
                entries = cursor.integer(Int.self)
            } else if let frame = Frame(trimmed) {
                frames.append(frame)
            } else {
                faults.add(line: number, "\"N) DEPTH SIZE LOCATION\"")
            }
        }
        faults = found
    }
}

extension MaxStack.Frame {
    init?(_ line: ArraySlice<UInt8>) {
        var cursor = LineCursor(line)
        guard cursor.unsigned() != nil, cursor.skip(")") else { return nil }
        cursor.skipSpaces()
        guard let depth = cursor.integer(Int.self) else { return nil }
        cursor.skipSpaces()
        guard let size = cursor.integer(Int.self) else { return nil }
        cursor.skipSpaces()
        guard !cursor.isAtEnd else { return nil }
        self.init(depthBytes: depth, sizeBytes: size, location: cursor.rest.string)
    }
}
