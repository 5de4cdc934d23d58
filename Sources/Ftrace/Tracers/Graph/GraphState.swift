/// What the call graph of one CPU has come to (struct fgraph_cpu_data in kernel/trace/trace_functions_graph.c).
struct GraphState {
    /// The task of the last line; nil before the first.
    var pid: Int32?
    /// Where comments stand.
    var depth = 0
    /// The depth at which an interrupt began that is not shown.
    var interruptDepth: Int?
    /// Functions whose call was printed and whose return is awaited, by depth.
    private var functions: [UInt64] = []

    /// FTRACE_RETFUNC_DEPTH: returns of deeper calls are not compared.
    static let comparedMax = 50

    mutating func enter(_ call: GraphCall) {
        depth = call.depth
        set(call.depth, call.function)
    }

    mutating func leaf(_ call: GraphCall) {
        depth = call.depth - 1
        set(call.depth, 0)
    }

    /// True when the function that returns is the one whose call was printed at that depth.
    mutating func leave(_ exit: GraphReturn) -> Bool {
        depth = exit.depth - 1
        guard exit.depth >= 0, exit.depth < Self.comparedMax else { return true }
        let entered = exit.depth < functions.count ? functions[exit.depth] : 0
        set(exit.depth, 0)
        return entered == exit.function
    }

    private mutating func set(_ depth: Int, _ function: UInt64) {
        guard depth >= 0, depth < Self.comparedMax else { return }
        if depth >= functions.count { functions += Array(repeating: 0, count: depth + 1 - functions.count) }
        functions[depth] = function
    }
}
