import Foundation

/// A system call that failed: which, on what, and the kernel's error number.
struct SystemError: Error, Equatable, CustomStringConvertible {
    let number: Int32
    let operation: String
    let path: String

    var description: String { "\(operation) \(path): \(String(cString: strerror(number)))" }

    /// The same as the user is told it.
    var told: CollectorError {
        switch number {
        case ENOSPC, EDQUOT:
            CollectorError(
                .storage, "\(description)", hint: "free some space there; boards keep what was not stored and send it again")
        case EIO:
            CollectorError(.storage, "\(description)", hint: "the disk fails: look at the kernel's log and move the data folder")
        case EACCES, EPERM, EROFS:
            CollectorError(
                .dataDirectory, "\(description)",
                hint: "give this user the right to write there, or name another folder with --data")
        default:
            CollectorError(.dataDirectory, "\(description)", hint: "name another folder with --data if this one cannot be used")
        }
    }
}

/// The one place where errno is looked at and EINTR is retried.
enum SystemCall {
    @discardableResult
    static func check<Result: SignedInteger>(_ operation: String, _ path: String, _ call: () -> Result) throws(SystemError)
        -> Result
    {
        while true {
            let result = call()
            if result >= 0 { return result }
            let number = errno
            if number != EINTR { throw SystemError(number: number, operation: operation, path: path) }
        }
    }
}
