import CAgent

/// STATE/traces: one file per trace that the collector has not acknowledged, named by its id and
/// holding the boot it ran in. What is found there at a start was cut off by the agent's end.
struct Register {
    private let directory: String

    struct Left: Equatable {
        let id: String
        /// The board, not only the agent, was restarted.
        let isOfAnotherBoot: Bool
    }

    init(state: String) throws(SystemError) {
        directory = "\(state)/traces"
        if !File.exists(directory) { try File.makeDirectory(directory) }
    }

    func left(bootID: String) -> [Left] {
        File.names(directory).filter { TraceID.isValid($0) }.map { id in
            Left(id: id, isOfAnotherBoot: File.textIfAny("\(directory)/\(id)") != bootID)
        }
    }

    /// - Throws: when the trace could not be put on disk; it must not start then.
    func add(_ id: String, bootID: String) throws(SystemError) {
        let file = try Descriptor.open("\(directory)/\(id)", FA_WRITE, FA_CREATE, FA_TRUNCATE)
        try file.write(Array("\(bootID)\n".utf8))
        try file.sync()
        try File.syncDirectory(directory)
    }

    func remove(_ id: String) {
        do throws(SystemError) {
            try File.remove("\(directory)/\(id)")
        } catch {
            // At worst the next start reports the trace once more, and the collector knows its end already.
            if error.errno != Errno.noEntry { Log.warning("trace \(id) stays in the register: \(error.text)") }
        }
    }
}

/// The ids that collectors give traces: they become file names and instance names.
enum TraceID {
    /// 1 to 32 of [a-z0-9-].
    static func isValid(_ id: String) -> Bool {
        (1...32).contains(id.utf8.count)
            && id.utf8.allSatisfy { 0x61 <= $0 && $0 <= 0x7a || 0x30 <= $0 && $0 <= 0x39 || $0 == 0x2d }
    }
}
