import Glibc

/// Opens a recording, of whatever kind it is.
public enum CaptureFile {
    /// The captures of a recording: one for each buffer of a trace.dat, one for a folder of files from tracefs.
    /// - Throws: `.notARecording` when the path is neither.
    public static func open(_ path: String) throws(TraceFileError) -> [Capture] {
        switch try SystemCall.kind(path) {
        case nil: throw .notARecording(path: path, reason: "there is no such file or folder")
        case S_IFDIR: return try TraceFolder.open(path)
        case S_IFREG: return try open(FileSource(path), name: path)
        default: throw .notARecording(path: path, reason: "this is neither a file nor a folder")
        }
    }

    /// The captures of a trace.dat that is read from any source.
    /// - Parameter name: what the file is called in messages.
    public static func open(_ source: any ByteSource, name: String) throws(TraceFileError) -> [Capture] {
        try TraceDat(source, name: name).captures
    }
}
