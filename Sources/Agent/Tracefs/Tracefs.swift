import CAgent

/// The tracefs of this kernel.
/// Source: Documentation/trace/ftrace.rst, "The File System".
struct Tracefs {
    let root: String

    static let standardRoot = "/sys/kernel/tracing"
    /// Instances of this agent start with this name, so that a stranger sees whose they are.
    static let instancePrefix = "fleetrace-"

    /// The first tracefs of /proc/self/mounts; nil when none is mounted.
    static func mounted() -> Tracefs? {
        guard let mounts = File.textIfAny("/proc/self/mounts", max: 4 << 20) else { return nil }
        var found: String?
        for line in mounts.lines {
            let fields = line.words
            guard fields.count >= 3, fields[2] == "tracefs" else { continue }
            // The kernel mounts it below debugfs by itself as soon as somebody looks; the one in its own
            // place is the one that lasts.
            if fields[1] == standardRoot { return Tracefs(root: standardRoot) }
            found = found ?? fields[1]
        }
        return found.map { Tracefs(root: $0) }
    }

    /// The tracefs that is there, or one that is mounted now and unmounted when the journal is undone.
    static func find(_ journal: Journal) throws(TraceError) -> Tracefs {
        if let tracefs = mounted() { return tracefs }
        do throws(SystemError) {
            try journal.recordOnce(.mount(standardRoot), scope: Journal.agentScope)
            try check(standardRoot.withCString { fa_mount_tracefs($0) }, "mount tracefs at", standardRoot)
            return Tracefs(root: standardRoot)
        } catch {
            throw TraceError(mounting: error)
        }
    }

    func path(_ file: String) -> String { "\(root)/\(file)" }

    func exists(_ file: String) -> Bool { File.exists(path(file)) }

    /// The text of a file without the white space around it.
    func read(_ file: String) throws(SystemError) -> String { try File.text(path(file)) }

    var tracers: [String] { ((try? read("available_tracers")) ?? "").words }

    /// Where a tracer is current: "the top-level buffer" or "instance NAME"; nil when nowhere.
    func user(of tracer: String, except mine: String) -> String? {
        if (try? read("current_tracer")) == tracer { return "the top-level buffer" }
        for name in File.names(path("instances")) where name != mine {
            if (try? read("instances/\(name)/current_tracer")) == tracer { return "instance \"\(name)\"" }
        }
        return nil
    }
}
