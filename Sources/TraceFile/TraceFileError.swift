import Glibc

/// Why a recording cannot be read or written: what is wrong, where, and what to do about it.
public enum TraceFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A system call failed, with the kernel's error number.
    case system(operation: String, path: String, number: Int32)
    /// The path is no recording of a kind that can be read.
    case notARecording(path: String, reason: String)
    /// The bytes at this offset of the file cannot be what they should be.
    case damaged(what: String, offset: UInt64, advice: String)
    /// A part is larger than what is read into memory at once.
    case tooLarge(what: String, bytes: UInt64, limit: UInt64)
    /// The recording needs something that this reader or the format does not have.
    case unsupported(what: String, advice: String)
    /// The file to be written is already there.
    case exists(path: String)
    /// No room is left for the file to be written; nothing of it stays.
    case diskFull(path: String)

    public var description: String {
        switch self {
        case .system(let operation, let path, let number):
            "\(operation) \(path): \(String(cString: strerror(number)))"
        case .notARecording(let path, let reason):
            "\(path): \(reason)"
        case .damaged(let what, let offset, let advice):
            "at offset \(offset) of the file: \(what); \(advice)"
        case .tooLarge(let what, let bytes, let limit):
            "\(what) has \(bytes) bytes, more than the limit of \(limit): the file is probably damaged"
        case .unsupported(let what, let advice):
            "\(what); \(advice)"
        case .exists(let path):
            "\(path) is already there: name another file, or force it to be replaced"
        case .diskFull(let path):
            "no room is left on the disk for \(path): free some and try again; what was there before is unchanged"
        }
    }
}
