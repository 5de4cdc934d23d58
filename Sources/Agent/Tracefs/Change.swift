import CAgent

/// One change of tracefs, with what it takes to undo it. Paths of files are below the tracefs root,
/// because the root may be mounted elsewhere when the change is undone.
enum Change: Equatable {
    case write(String, old: String)
    case makeDirectory(String)
    case mount(String)

    /// One line without its end: kind, path, old value. Paths and values of tracefs hold no tab; a
    /// newline within a value (a list) is written as "\n".
    var line: String {
        switch self {
        case .write(let path, let old): "write\t\(path)\t\(Change.escaped(old))"
        case .makeDirectory(let path): "mkdir\t\(path)"
        case .mount(let path): "mount\t\(path)"
        }
    }

    init?(fields: [String]) {
        switch (fields.first, fields.count) {
        case ("write", 3): self = .write(fields[1], old: Change.unescaped(fields[2]))
        case ("mkdir", 2): self = .makeDirectory(fields[1])
        case ("mount", 2): self = .mount(fields[1])
        default: return nil
        }
    }

    /// - Throws: what the kernel refused. A file or directory that is gone needs no undoing.
    func undo(root: String) throws(SystemError) {
        do throws(SystemError) {
            switch self {
            case .write(let path, let old): try Change.restore("\(root)/\(path)", old)
            case .makeDirectory(let path): try File.removeDirectory("\(root)/\(path)")
            case .mount(let path): try Change.unmount(path)
            }
        } catch {
            guard error.errno == Errno.noEntry else { throw error }
        }
    }

    /// Writes the old value unless it is in force already: writing some files has effects of its own
    /// even when the value stays.
    private static func restore(_ path: String, _ old: String) throws(SystemError) {
        guard Setting.selected(try File.text(path)) != old else { return }
        try File.write(path, old)
    }

    private static func unmount(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            try check(path.withCString { fa_unmount($0) }, "unmount", path)
        } catch {
            // EINVAL: it is not mounted. EBUSY: somebody works in it, so it is no longer ours to take away.
            guard error.errno == Errno.invalid || error.errno == Errno.busy else { throw error }
        }
    }

    private static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x0a: bytes += [0x5c, 0x6e]
            case 0x5c: bytes += [0x5c, 0x5c]
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        var escape = false
        for byte in text.utf8 {
            if escape {
                bytes.append(byte == 0x6e ? 0x0a : byte)
                escape = false
            } else if byte == 0x5c {
                escape = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
