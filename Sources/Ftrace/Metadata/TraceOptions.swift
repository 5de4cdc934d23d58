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
    /// Where each further CPU begins is marked once buffers have run over.
    var annotate = true
    /// Both together: what was printed into the trace comes without anything before it.
    var tracePrintk = true
    var printkMessageOnly = false
    var blkClassic = false
    var blkCgroupName = false

    init(_ text: [UInt8]) {
        for line in Lines(text) {
            var name = line.trimmed.string
            var on = true
            if name.hasPrefix("no") && !["noblock"].contains(name) {
                name.removeFirst(2)
                on = false
            }
            switch name {
            case "print-parent": printParent = on
            case "sym-offset": symbolOffset = on
            case "sym-addr": symbolAddress = on
            case "irq-info": irqInfo = on
            case "context-info": contextInfo = on
            case "record-tgid": recordTgid = on
            case "verbose": verbose = on
            case "bitmask-list": bitmaskList = on
            case "annotate": annotate = on
            case "trace_printk": tracePrintk = on
            case "printk-msg-only": printkMessageOnly = on
            case "blk_classic": blkClassic = on
            case "blk_cgname": blkCgroupName = on
            default: break
            }
        }
    }
}
