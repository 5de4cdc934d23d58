/// A call in a call graph: funcgraph_entry, or fgraph_retaddr_entry, which has the caller as well (6.13 and later).
struct GraphEntryFields: Sendable {
    let id: Int
    let bytesMin: Int
    /// Where the arguments lie when the record is long enough for them.
    let argumentsOffset: Int?
    private let function, depth: IntegerField
    private let caller: IntegerField?

    init?(_ format: Format) {
        guard let function = IntegerField(format, "func"), let depth = IntegerField(format, "depth") else { return nil }
        id = format.id
        self.function = function
        self.depth = depth
        caller = IntegerField(format, "retaddr")
        argumentsOffset = format.field("args")?.offset
        bytesMin = max(8, function.end, depth.end, caller?.end ?? 0)
    }

    func decode(_ record: Record) -> GraphCall {
        GraphCall(
            function: UInt64(bitPattern: function.load(record)), depth: GraphCall.depth(depth.load(record)),
            caller: caller.map { UInt64(bitPattern: $0.load(record)) })
    }
}

/// A call's return: funcgraph_exit.
struct GraphExitFields: Sendable {
    let id: Int
    let bytesMin: Int
    private let function, depth, overrun, called, returned, value: IntegerField
    /// Whether the kernel was built to record return values.
    let hasValue: Bool

    init?(_ format: Format) {
        guard let function = IntegerField(format, "func"), let depth = IntegerField(format, "depth"),
            let overrun = IntegerField(format, "overrun"), let called = IntegerField(format, "calltime"),
            let returned = IntegerField(format, "rettime")
        else { return nil }
        id = format.id
        self.function = function
        self.depth = depth
        self.overrun = overrun
        self.called = called
        self.returned = returned
        let value = IntegerField(format, "retval")
        hasValue = value != nil
        self.value = value ?? .absent(0)
        bytesMin = [8, function.end, depth.end, overrun.end, called.end, returned.end, self.value.end].max() ?? 8
    }

    func decode(_ record: Record) -> GraphReturn {
        GraphReturn(
            function: UInt64(bitPattern: function.load(record)), depth: GraphCall.depth(depth.load(record)),
            overrun: UInt32(truncatingIfNeeded: overrun.load(record)),
            durationNs: UInt64(bitPattern: returned.load(record) &- called.load(record)),
            value: UInt64(bitPattern: value.load(record)))
    }
}

struct GraphCall {
    var function: UInt64
    /// How many traced calls it stands in.
    var depth: Int
    var caller: UInt64?

    /// Twice as deep as any shadow stack (SHADOW_STACK_SIZE in kernel/trace/fgraph.c holds fewer calls in a page):
    /// deeper ones are damage, which must not ask for endless indentation.
    static let depthMax = 1024

    static func depth(_ value: Int64) -> Int {
        Int(max(-1, min(value, Int64(depthMax))))
    }
}

struct GraphReturn {
    var function: UInt64
    var depth: Int
    /// Calls that were not traced since the task's stack of calls was full.
    var overrun: UInt32
    var durationNs: UInt64
    var value: UInt64
}
