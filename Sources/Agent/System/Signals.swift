import CAgent

/// SIGTERM, SIGINT and SIGHUP as readable events instead of interruptions.
final class Signals {
    private let file: Descriptor
    var fd: Int32 { file.fd }

    init() throws(SystemError) {
        file = Descriptor(try check(fa_signals_open(), "open", "signalfd"), "signalfd")
    }

    /// The number of the next signal; nil when none waits.
    func next() -> Int32? {
        let number = fa_signals_read(file.fd)
        return number > 0 ? number : nil
    }
}
