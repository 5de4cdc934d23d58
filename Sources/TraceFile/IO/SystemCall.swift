import Glibc

/// The one place where errno is looked at and EINTR is retried.
enum SystemCall {
    @discardableResult
    static func check<Result: SignedInteger>(_ operation: String, _ path: String, _ call: () -> Result) throws(TraceFileError)
        -> Result
    {
        while true {
            let result = call()
            if result >= 0 { return result }
            let number = errno
            if number != EINTR { throw failure(operation, path, number) }
        }
    }

    /// The same for calls that give a pointer.
    static func check<Result>(_ operation: String, _ path: String, pointer call: () -> Result?) throws(TraceFileError) -> Result {
        while true {
            if let result = call() { return result }
            let number = errno
            if number != EINTR { throw failure(operation, path, number) }
        }
    }

    private static func failure(_ operation: String, _ path: String, _ number: Int32) -> TraceFileError {
        switch number {
        case ENOSPC, EDQUOT: .diskFull(path: path)
        case EEXIST: .exists(path: path)
        default: .system(operation: operation, path: path, number: number)
        }
    }

    /// What kind of file a path names; nil when there is none.
    static func kind(_ path: String) throws(TraceFileError) -> mode_t? {
        var status = stat()
        do throws(TraceFileError) {
            try check("stat", path) { stat(path, &status) }
        } catch .system(_, _, ENOENT), .system(_, _, ENOTDIR) {
            return nil
        }
        return status.st_mode & S_IFMT
    }
}
