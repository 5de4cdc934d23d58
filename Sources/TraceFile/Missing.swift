import Ftrace

extension Capture {
    /// Names what the capture lacks and what that costs.
    /// - Parameter said: files whose lack is worth a word although another value stands in; false: not for this kind of recording.
    mutating func noteMissing(_ said: [String: Bool]) {
        guard hasPages else { return }
        if metadata.kallsyms.isEmpty { notes.append("kallsyms is missing: addresses are printed as numbers") }
        if metadata.savedCmdlines.isEmpty { notes.append("saved_cmdlines is missing or empty: tasks are printed as <...>") }
        if metadata.printkFormats.isEmpty {
            notes.append("printk_formats is missing: strings that records only point to are printed as addresses")
        }
        if metadata.btf.isEmpty && printsArguments {
            notes.append("the kernel's BTF is missing: arguments of functions are printed as numbers without names")
        }
        if said["trace_options"] == true {
            notes.append("trace_options is missing: columns and forms are those of the kernel's default options")
        }
        if said["current_tracer"] == true {
            notes.append("current_tracer is missing: judging by the records it was \"\(metadata.tracer)\"")
        }
        if said["trace_clock"] == true {
            notes.append("trace_clock is missing: times are taken for nanoseconds, as the local clock has them")
        }
    }

    /// Whether function records carry arguments, which only BTF can name (6.15 and later).
    private var printsArguments: Bool {
        guard metadata.tracer.hasPrefix("function") else { return false }
        return FormatBlob.entries(metadata.formats).contains { entry in
            guard entry.system == "ftrace",
                ["function", "funcgraph_entry"].contains(FormatBlob.eventName(Array(entry.file.prefix(256))))
            else { return false }
            return String(decoding: entry.file, as: UTF8.self).contains(" args[")
        }
    }
}
