/// `trace_options`: what of it decides how text looks. Unnamed options keep the kernel's defaults.
struct TraceOptions: Sendable {
    var printParent = true
    var symbolOffset = false
    var symbolAddress = false
    var irqInfo = true
    var contextInfo = true
    var recordTgid = false
    var verbose = false
    /// A newer kernel's: system call arguments without names' decoding and so on are told by the formats instead.
    var bitmaskList = false
    /// Marks where a further CPU's buffer begins, when buffers have run over.
    var annotate = true
    /// Lines in the form of the latency tracers.
    var latencyFormat = false
    var raw = false
    var hex = false
    var binary = false
    /// Records as a list of their fields (6.3 and later).
    var fields = false
    /// Latency tracers trace whole calls, not entries.
    var displayGraph = false
    /// Both must be on for messages to stand alone on their lines.
    var tracePrintk = true
    var printkMessageOnly = false
    /// Of the blk tracer.
    var blkClassic = false
    var blkCgroupName = false
    /// Every option by its name, the tracer's own too.
    private var named: [String: Bool] = [:]

    init(_ text: [UInt8]) {
        for line in Lines(text) {
            var name = line.trimmed.string
            var on = true
            if name.hasPrefix("no") && !["noblock"].contains(name) {
                name.removeFirst(2)
                on = false
            }
            if !name.isEmpty { named[name] = on }
        }
        take("print-parent", &printParent)
        take("sym-offset", &symbolOffset)
        take("sym-addr", &symbolAddress)
        take("irq-info", &irqInfo)
        take("context-info", &contextInfo)
        take("record-tgid", &recordTgid)
        take("verbose", &verbose)
        take("bitmask-list", &bitmaskList)
        take("annotate", &annotate)
        take("latency-format", &latencyFormat)
        take("raw", &raw)
        take("hex", &hex)
        take("bin", &binary)
        take("fields", &fields)
        take("display-graph", &displayGraph)
        take("trace_printk", &tracePrintk)
        take("printk-msg-only", &printkMessageOnly)
        take("blk_classic", &blkClassic)
        take("blk_cgname", &blkCgroupName)
    }

    private func take(_ name: String, _ option: inout Bool) {
        option = named[name] ?? option
    }

    /// An option of the tracer's own, such as "funcgraph-cpu".
    func isOn(_ name: String, unnamed: Bool) -> Bool {
        named[name] ?? unnamed
    }
}
