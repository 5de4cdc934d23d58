import Glibc

/// The names in a folder.
enum Directory {
    /// More names than any folder of tracefs has.
    static let namesMax = 65536

    /// - Throws: `.system` when it cannot be read.
    static func names(_ path: String) throws(TraceFileError) -> [String] {
        let stream = try SystemCall.check("open", path, pointer: { opendir(path) })
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < namesMax, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
