/// What a call graph shows (TRACE_GRAPH_PRINT_* in kernel/trace/trace.h).
struct GraphOptions: Sendable {
    var overrun = false
    var cpu = true
    /// Marks long durations.
    var overhead = true
    var task = false
    var duration = true
    var absoluteTime = false
    var relativeTime = false
    /// Functions that interrupts called.
    var interrupts = true
    /// The function's name behind every closing brace.
    var tail = false
    var returnValue = false
    var returnValueHex = false
    var returnAddress = false

    /// The function_graph tracer's, with the kernel's defaults (tracer_flags in kernel/trace/trace_functions_graph.c).
    static func functionGraph(_ options: TraceOptions) -> GraphOptions {
        GraphOptions(
            overrun: options.isOn("funcgraph-overrun", unnamed: false),
            cpu: options.isOn("funcgraph-cpu", unnamed: true),
            overhead: options.isOn("funcgraph-overhead", unnamed: true),
            task: options.isOn("funcgraph-proc", unnamed: false),
            duration: options.isOn("funcgraph-duration", unnamed: true),
            absoluteTime: options.isOn("funcgraph-abstime", unnamed: false),
            interrupts: options.isOn("funcgraph-irqs", unnamed: true),
            tail: options.isOn("funcgraph-tail", unnamed: false),
            returnValue: options.isOn("funcgraph-retval", unnamed: false),
            returnValueHex: options.isOn("funcgraph-retval-hex", unnamed: false),
            returnAddress: options.isOn("funcgraph-retaddr", unnamed: false))
    }

    /// GRAPH_TRACER_FLAGS in kernel/trace/trace_irqsoff.c.
    static let irqsoff = GraphOptions(overhead: false, task: true, relativeTime: true, interrupts: false)
    /// GRAPH_TRACER_FLAGS in kernel/trace/trace_sched_wakeup.c.
    static let wakeup = GraphOptions(task: true, relativeTime: true)
}
