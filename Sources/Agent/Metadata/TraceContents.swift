import Wire

/// What of the kernel a trace's records need to be decoded.
enum TraceContents {
    /// Taken when the trace starts, with its events switched on.
    static func atStart(_ instance: Instance, _ tracer: Tracer) -> [Content] {
        let tracefs = instance.tracefs
        var contents: [Content?] = [
            Content("header_page", .file(headerPage(instance))),
            Content("header_event", .file(tracefs.path("events/header_event"))),
            Content("formats", .formats(formats(instance), directory: tracefs.path("events"))),
        ]
        if tracer.needsSymbols {
            if hasAddresses("/proc/kallsyms") { contents.append(Content("kallsyms", .file("/proc/kallsyms"))) }
            if tracefs.exists("printk_formats") {
                contents.append(Content("printk_formats", .file(tracefs.path("printk_formats"))))
            }
        }
        return contents.compactMap { $0 }
    }

    /// Taken when tracing has stopped: the names of the tasks that were seen.
    static func atEnd(_ tracefs: Tracefs) -> [Content] {
        guard tracefs.exists("saved_cmdlines") else { return [] }
        return [Content("saved_cmdlines", .file(tracefs.path("saved_cmdlines")))].compactMap { $0 }
    }

    /// The instance's own: its sub-buffers may have another size than the top level's. Older kernels
    /// keep one for all.
    static func headerPage(_ instance: Instance) -> String {
        instance.exists("events/header_page") ? instance.path("events/header_page") : instance.tracefs.path("events/header_page")
    }

    /// The events that are switched on, and those of the tracers themselves (ftrace/*), which have no
    /// switch; by name.
    private static func formats(_ instance: Instance) -> [String] {
        let enabled = ((try? instance.read("set_event")) ?? "").lines.compactMap { line in
            line.cut(0x3a).map { "\($0.head)/\($0.tail.trimmed)" }
        }
        let builtin = File.names(instance.tracefs.path("events/ftrace")).map { "ftrace/\($0)" }
        return (enabled + builtin).filter { instance.tracefs.exists("events/\($0)/format") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether the kernel shows addresses: with kptr_restrict they read as zeros, which help nobody.
    private static func hasAddresses(_ path: String) -> Bool {
        var reader = ContentReader(.file(path))
        guard let piece = try? reader.next() else { return false }
        for line in String(decoding: piece, as: UTF8.self).lines.prefix(200) {
            if let address = line.words.first, address.utf8.contains(where: { $0 != 0x30 }) { return true }
        }
        return false
    }
}
