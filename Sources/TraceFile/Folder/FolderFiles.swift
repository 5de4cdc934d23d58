import Glibc

/// The files of a recording that was copied by hand: those of the folder, and for what it lacks those of `../common`,
/// which recordings of one boot share. Each may be compressed, as NAME.gz.
struct FolderFiles {
    let path: String
    private let own: Set<String>
    private let common: Set<String>

    var names: [String] { own.sorted() }
    private var commonPath: String { path + "/../common" }

    init(_ path: String) throws(TraceFileError) {
        self.path = path
        own = try Self.names(path)
        let beside = path + "/../common"
        common = try SystemCall.kind(beside) == S_IFDIR ? Self.names(beside) : []
    }

    /// Files by name, and those of tracefs that stand in `events/` itself, where a copy of that tree has them.
    private static func names(_ folder: String) throws(TraceFileError) -> Set<String> {
        var names = Set(try Directory.names(folder))
        for file in ["events/header_page", "events/header_event"] where try SystemCall.kind("\(folder)/\(file)") == S_IFREG {
            names.insert(file)
        }
        return names
    }

    /// A file that tracefs has in `events/`: beside the tree or in it.
    func readHeader(_ name: String) throws(TraceFileError) -> [UInt8]? {
        if let own = try read(name, "events/" + name, shared: false) { return own }
        return try read(name, "events/" + name, shared: true)
    }

    /// A file of the folder itself, or of the common one if `shared`.
    struct Found {
        let path: String
        let isGzip: Bool
    }

    func find(_ name: String, shared: Bool) -> Found? {
        for (folder, files) in [(path, own), (commonPath, common)] {
            if files.contains(name) { return Found(path: "\(folder)/\(name)", isGzip: false) }
            if files.contains(name + ".gz") { return Found(path: "\(folder)/\(name).gz", isGzip: true) }
            if !shared { break }
        }
        return nil
    }

    /// The content of the first of the names that is there; nil when none is.
    func read(_ names: String..., shared: Bool, limit: Int = Limits.metadataBytesMax) throws(TraceFileError) -> [UInt8]? {
        for name in names {
            if let found = find(name, shared: shared) { return try read(found, limit: limit) }
        }
        return nil
    }

    func read(_ found: Found, limit: Int) throws(TraceFileError) -> [UInt8] {
        let source = try FileSource(found.path)
        if found.isGzip { return try Gzip.unpack(source, limit: limit, what: found.path) }
        guard source.size <= UInt64(limit) else {
            throw .tooLarge(what: found.path, bytes: source.size, limit: UInt64(limit))
        }
        return try source.bytes(at: 0, count: Int(source.size))
    }

    /// Names of the form PREFIX-NAME(.gz) by NAME; the folder's own win.
    func suffixes(of prefix: String) -> [String: Found] {
        var found: [String: Found] = [:]
        for (folder, files) in [(commonPath, common), (path, own)] {
            for file in files where file.hasPrefix(prefix) {
                let isGzip = file.hasSuffix(".gz")
                let name = file.dropFirst(prefix.count).dropLast(isGzip ? 3 : 0)
                if !name.isEmpty { found[String(name)] = Found(path: "\(folder)/\(file)", isGzip: isGzip) }
            }
        }
        return found
    }

    /// The CPUs that have a cpuN.raw, in order.
    var cpus: [(cpu: Int, file: Found)] {
        var numbers: Set<Int> = []
        for name in own where name.hasPrefix("cpu") {
            let digits = name.dropFirst(3).prefix { $0.isNumber }
            let rest = name.dropFirst(3 + digits.count)
            if let cpu = Int(digits), cpu < Limits.cpusMax, rest == ".raw" || rest == ".raw.gz" { numbers.insert(cpu) }
        }
        return numbers.sorted().compactMap { cpu in find("cpu\(cpu).raw", shared: false).map { (cpu, $0) } }
    }
}
