import CAgent

/// A system call that failed: which, on what, and with what errno. The one way errno travels.
public struct SystemError: Error, Equatable {
    /// What was attempted, as a verb that reads on with the path: "write", "open", "mount".
    public let call: String
    public let path: String
    public let errno: Int32

    /// "cannot write /sys/kernel/tracing/current_tracer: Device or resource busy (EBUSY)"
    public var text: String {
        let words = String(cString: fa_error_text(errno))
        let name = String(cString: fa_error_name(errno))
        return "cannot \(call) \(path): \(words) (\(name))"
    }
}

/// The error numbers that the agent decides on; they are the same on arm64 and x86_64.
/// Source: include/uapi/asm-generic/errno-base.h.
public enum Errno {
    public static let notPermitted: Int32 = 1
    public static let noEntry: Int32 = 2
    public static let io: Int32 = 5
    public static let again: Int32 = 11
    public static let noMemory: Int32 = 12
    public static let accessDenied: Int32 = 13
    public static let busy: Int32 = 16
    public static let exists: Int32 = 17
    public static let noDevice: Int32 = 19
    public static let invalid: Int32 = 22
    public static let tooLarge: Int32 = 27
    public static let range: Int32 = 34
    public static let inProgress: Int32 = 115
}

/// Turns a shim's result (a negative errno on failure) into a value or a `SystemError`.
@discardableResult
func check<I: SignedInteger>(_ result: I, _ call: String, _ path: String) throws(SystemError) -> I {
    guard result < 0 else { return result }
    throw SystemError(call: call, path: path, errno: Int32(truncatingIfNeeded: -result))
}
