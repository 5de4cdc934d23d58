/// `key = value` lines, as the configuration and the policy are written. `#` starts a comment line.
enum KeyValueFile {
    struct Entry: Equatable {
        /// "agent.conf:3", for messages.
        let place: String
        let key: String
        let value: String
    }

    static func read(_ path: String) throws(StartError) -> [Entry] {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try File.bytes(path, max: 64 << 10)
        } catch {
            throw StartError(code: .usage, message: error.text)
        }
        return try parse(String(decoding: bytes, as: UTF8.self), name: path)
    }

    static func parse(_ text: String, name: String) throws(StartError) -> [Entry] {
        var entries: [Entry] = []
        var number = 0
        for line in text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false) {
            number += 1
            let line = String(Substring(line)).trimmed
            if line.isEmpty || line.starts("#") { continue }
            let place = "\(name):\(number)"
            guard let (key, value) = line.cut(0x3d) else {
                throw StartError(code: .usage, message: "\(place): \"\(line)\" is not of the form key = value")
            }
            entries.append(Entry(place: place, key: key.trimmed, value: value.trimmed))
        }
        return entries
    }
}

extension StartError {
    /// A value that is wrong, and where it stands.
    static func value(_ entry: KeyValueFile.Entry, _ wanted: String) -> StartError {
        StartError(code: .usage, message: "\(entry.place): \(entry.key) = \"\(entry.value)\" is not \(wanted)")
    }
}
