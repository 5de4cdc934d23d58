import Glibc

/// The format files of a recording: the tree `events/`, or an archive of it, and an archive of events that came later.
struct FormatTree {
    private var files: [String: [UInt8]] = [:]
    private var bytes = 0

    /// As `CaptureMetadata.formats` has them; empty when there are none.
    static func read(_ files: FolderFiles) throws(TraceFileError) -> [UInt8] {
        var tree = FormatTree()
        for place in [files.path + "/events", files.path + "/../common/events"] where tree.files.isEmpty {
            if try SystemCall.kind(place) == S_IFDIR { try tree.add(folder: place) }
        }
        if tree.files.isEmpty { try tree.add(archive: "events", files) }
        // Dynamic probes exist only while a recording runs: their formats come in an archive of the recording's own.
        try tree.add(archive: "events-extra", files)
        return tree.blob
    }

    private mutating func add(archive name: String, _ files: FolderFiles) throws(TraceFileError) {
        guard let found = files.find(name + ".tar", shared: true) ?? files.find(name + ".tgz", shared: true) else { return }
        let isGzip = found.isGzip || found.path.hasSuffix(".tgz")
        let archive = try files.read(FolderFiles.Found(path: found.path, isGzip: isGzip), limit: Limits.metadataBytesMax)
        for entry in try Tar.entries(archive, what: found.path) {
            let parts = entry.path.split(separator: "/")
            guard parts.count >= 3, parts.last == "format" else { continue }
            try add(system: parts[parts.count - 3], event: parts[parts.count - 2], Array(entry.bytes))
        }
    }

    private mutating func add(folder: String) throws(TraceFileError) {
        for system in try Directory.names(folder) where try SystemCall.kind("\(folder)/\(system)") == S_IFDIR {
            for event in try Directory.names("\(folder)/\(system)") {
                let path = "\(folder)/\(system)/\(event)/format"
                guard try SystemCall.kind(path) == S_IFREG else { continue }
                let source = try FileSource(path)
                try add(system: system[...], event: event[...], source.bytes(at: 0, count: Limits.formatBytesMax + 1))
            }
        }
    }

    private mutating func add(system: Substring, event: Substring, _ file: [UInt8]) throws(TraceFileError) {
        bytes += file.count
        guard file.count <= Limits.formatBytesMax, bytes <= Limits.metadataBytesMax, files.count < Limits.formatsMax else {
            throw .tooLarge(
                what: "the tree of format files, at \(system)/\(event),", bytes: UInt64(bytes),
                limit: UInt64(Limits.metadataBytesMax))
        }
        files["\(system)/\(event)"] = file
    }

    private var blob: [UInt8] {
        var blob: [UInt8] = []
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            blob += "\(name) \(file.count)\n".utf8
            blob += file
        }
        return blob
    }
}
