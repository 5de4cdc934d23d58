import CZlib
import CZstd

/// How parts of a trace.dat are compressed, by the names that the file gives.
public enum Codec: String, Sendable, CaseIterable {
    case none
    case zstd
    case zlib

    /// The version that stands beside the name: what trace-cmd compares its own library's with.
    var version: String {
        switch self {
        case .none: ""
        case .zstd: String(cString: ZSTD_versionString())
        case .zlib: String(cString: zlibVersion())
        }
    }
}
