import CAgent

/// STATE: what the agent keeps on disk, locked so that two agents never undo each other's settings.
struct State {
    let bootID: String
    let journal: Journal
    let register: Register
    private let lock: Descriptor

    init(_ directory: String) throws(StartError) {
        do throws(SystemError) {
            if !File.exists(directory) { try State.makeParents(directory) }
            lock = try Descriptor.open("\(directory)/lock", FA_WRITE, FA_CREATE)
            try check(fa_lock(lock.fd), "lock", lock.path)
            bootID = try Process.bootID()
            journal = try Journal(state: directory, bootID: bootID)
            register = try Register(state: directory)
        } catch {
            let why =
                error.errno == Errno.again
                ? "another fleetrace-agent uses the state directory \(directory)"
                : "the state directory cannot be used: \(error.text); --state names another"
            throw StartError(code: .state, message: why)
        }
    }

    private static func makeParents(_ directory: String) throws(SystemError) {
        var path = directory.starts("/") ? "" : "."
        for part in directory.split({ $0 == 0x2f }) {
            path += "/" + part
            if !File.exists(path) { try File.makeDirectory(path) }
        }
    }
}
