/// A ring buffer of our own, with its own events, clock and options.
struct Instance {
    let tracefs: Tracefs
    let name: String
    let scope: String
    private let journal: Journal

    /// Makes the instance with tracing off, so that nothing is recorded before all is set.
    init(tracefs: Tracefs, trace: String, journal: Journal) throws(SystemError) {
        self.tracefs = tracefs
        self.journal = journal
        name = Tracefs.instancePrefix + trace
        scope = trace
        try journal.record(.makeDirectory("instances/\(name)"), scope: scope)
        try File.makeDirectory(tracefs.path("instances/\(name)"), mode: 0o750)
        try set("tracing_on", "0")
    }

    /// A path below the tracefs root.
    func file(_ name: String) -> String { "instances/\(self.name)/\(name)" }

    func path(_ name: String) -> String { tracefs.path(file(name)) }

    func exists(_ name: String) -> Bool { File.exists(path(name)) }

    func read(_ name: String) throws(SystemError) -> String { try tracefs.read(file(name)) }

    /// Sets one of the instance's own files. It needs no record of its own: it goes with the instance,
    /// whose making is on record.
    func set(_ name: String, _ value: String) throws(SystemError) { try File.write(path(name), value) }

    /// Sets one of the instance's own files that acts beyond it, on the kernel's threads or on global
    /// values, and so has its place in the order of undoing: current_tracer, tracing_on.
    func setJournalled(_ name: String, _ value: String) throws(SystemError) { try setGlobal(file(name), value) }

    /// Sets a file below the tracefs root, such as tracing_thresh, with its old value on record.
    func setGlobal(_ file: String, _ value: String) throws(SystemError) {
        let old = Setting.selected(try tracefs.read(file))
        try journal.record(.write(file, old: old), scope: scope)
        try File.write(tracefs.path(file), value)
    }

    /// Adds a line to a file of the instance that collects them, such as set_event.
    func append(_ name: String, _ value: String) throws(SystemError) { try File.write(path(name), value, append: true) }

    /// The CPUs that have a buffer here, ascending.
    var cpus: [Int] {
        File.names(path("per_cpu")).compactMap { $0.after("cpu").flatMap { Int($0) } }.sorted()
    }
}
