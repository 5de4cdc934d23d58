import Wire

/// Why a trace did not start or had to end: a code for the collector, a sentence for people.
struct TraceError: Error, Equatable {
    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What a refusal of the kernel means.
    init(_ error: SystemError) {
        switch error.errno {
        case Errno.notPermitted, Errno.accessDenied: self.init(.forbidden, error.text + TraceError.whyForbidden())
        case Errno.busy: self.init(.busy, error.text + ": somebody else uses it")
        case Errno.invalid, Errno.range: self.init(.parameter, error.text)
        case Errno.noMemory: self.init(.resources, error.text + ": ask for a smaller buffer")
        default: self.init(.tracefsIO, error.text)
        }
    }

    /// A refusal to mount tracefs.
    init(mounting error: SystemError) {
        switch error.errno {
        case Errno.notPermitted, Errno.accessDenied: self.init(.forbidden, error.text + TraceError.whyForbidden())
        default:
            self.init(.tracefsMissing, error.text + ": this kernel has no tracefs (CONFIG_TRACING), or /sys is not mounted")
        }
    }

    private static func whyForbidden() -> String {
        if let state = File.textIfAny("/sys/kernel/security/lockdown").map({ Setting.selected($0) }), state != "none" {
            return ": the kernel is locked down (\(state))"
        }
        return Process.isRoot ? "" : ": the agent does not run as root"
    }
}
