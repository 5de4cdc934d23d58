import Ftrace

extension Capture {
    /// Names what the capture lacks and what that costs.
    /// - Parameter files: files that were looked for and are not there, for which another value stands in.
    mutating func noteMissing(_ files: Set<String>) {
        guard hasPages else { return }
        if metadata.kallsyms.isEmpty { notes.append("kallsyms is missing: addresses are printed as numbers") }
        if metadata.savedCmdlines.isEmpty { notes.append("saved_cmdlines is missing or empty: tasks are printed as <...>") }
        if metadata.printkFormats.isEmpty {
            notes.append("printk_formats is missing: strings that records only point to are printed as addresses")
        }
        if metadata.btf.isEmpty && printsArguments {
            notes.append("the kernel's BTF is missing: arguments of functions are printed as numbers without names")
        }
        if files.contains("trace_options") {
            // The kernel keeps thread groups only while the option record-tgid is on.
            if metadata.savedTgids.contains(where: { $0 > 0x20 }) { metadata.options += Array("record-tgid\n".utf8) }
            notes.append("trace_options is missing: columns and forms are those of the kernel's default options")
        }
        if files.contains("current_tracer") {
            notes.append("current_tracer is missing: judging by the records it was \"\(metadata.tracer)\"")
        }
        if files.contains("trace_clock") {
            notes.append("trace_clock is missing: times are taken for nanoseconds, as the local clock has them")
        }
    }

    /// Whether the options ask for functions' arguments, which only BTF can name (6.15 and later).
    private var printsArguments: Bool {
        metadata.isOn("func-args") || metadata.isOn("funcgraph-args")
    }
}

extension CaptureMetadata {
    /// Whether `trace_options` has an option on.
    func isOn(_ option: String) -> Bool {
        options.split(separator: 0x0a).contains { $0.elementsEqual(option.utf8) }
    }
}
