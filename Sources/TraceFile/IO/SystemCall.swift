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
            switch number {
            case EINTR: continue
            case ENOSPC, EDQUOT: throw .diskFull(path: path)
            case EEXIST: throw .exists(path: path)
            default: throw .system(operation: operation, path: path, number: number)
            }
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
