import CAgent

/// STATE/journal: every change of tracefs, recorded and on disk before it is made, so that whoever
/// comes after a crash can undo it. Changes belong to scopes, one per trace, which are undone apart.
///
/// A line is `checksum \t scope \t change`; the first one names the boot. Settings do not outlive a
/// boot, so a journal of another boot is discarded. A line that was cut short by a crash is
/// discarded, too: its change was never made, for the line comes first.
final class Journal {
    /// The scope of changes that last as long as the agent runs. No trace has such an id.
    static let agentScope = "*"

    private struct Entry {
        let scope: String
        let change: Change
    }

    /// Bytes after which what was undone is dropped from the file.
    private static let sizeMax = 64 << 10

    private let state: String
    private var file: Descriptor
    private var size = 0
    private var entries: [Entry] = []
    private let bootID: String

    /// Scopes that have changes left to undo.
    var scopes: [String] {
        var scopes: [String] = []
        for entry in entries where !scopes.contains(entry.scope) { scopes.append(entry.scope) }
        return scopes
    }

    /// Opens the journal and reads what an earlier agent left in it.
    init(state: String, bootID: String) throws(SystemError) {
        self.state = state
        self.bootID = bootID
        let path = "\(state)/journal"
        let left = File.exists(path) ? String(decoding: try File.bytes(path, max: 4 << 20), as: UTF8.self) : ""
        file = try Descriptor.open(path, FA_WRITE, FA_CREATE, FA_APPEND)
        entries = Journal.parse(left, bootID: bootID)
        try rewrite()
    }

    /// Puts the change on disk. The caller makes it only after this returns.
    func record(_ change: Change, scope: String) throws(SystemError) {
        try append("\(scope)\t\(change.line)")
        entries.append(Entry(scope: scope, change: change))
    }

    /// Like `record`, unless the same change is on record: the one of an agent that crashed, say.
    func recordOnce(_ change: Change, scope: String) throws(SystemError) {
        if !entries.contains(where: { $0.scope == scope && $0.change == change }) { try record(change, scope: scope) }
    }

    /// Undoes the changes of one scope, the latest first. What fails is reported and does not stop
    /// the rest; it stays in the journal under `agentScope`, to be tried again when the agent stops or
    /// starts: a reader of the instance, say, may be gone by then.
    /// - Parameter root: where tracefs is mounted now.
    /// - Returns: the failures.
    @discardableResult
    func undo(scope: String, root: String) -> [SystemError] {
        var failures: [SystemError] = []
        var left: [Change] = []
        for entry in entries.reversed() where entry.scope == scope {
            do throws(SystemError) {
                try entry.change.undo(root: root)
            } catch {
                Log.error("a tracing setting could not be put back: \(error.text)")
                failures.append(error)
                left.append(entry.change)
            }
        }
        replace(scope: scope, by: left.reversed())
        return failures
    }

    private func replace(scope: String, by left: [Change]) {
        entries.removeAll { $0.scope == scope }
        do throws(SystemError) {
            if entries.isEmpty || size > Journal.sizeMax { try rewrite() } else { try append("\(scope)\tundone") }
            for change in left { try record(change, scope: Journal.agentScope) }
        } catch {
            // Undoing twice changes nothing: at worst the next start does it again.
            Log.warning("the journal does not take the end of a trace: \(error.text)")
        }
    }

    private func append(_ body: String) throws(SystemError) {
        let bytes = Array(Journal.line(body).utf8)
        try file.write(bytes)
        try file.sync()
        size += bytes.count
    }

    /// Puts a file with nothing but what is still to be undone in the journal's place, whole or not at all.
    private func rewrite() throws(SystemError) {
        let path = "\(state)/journal"
        var text = Journal.line("boot\t\(bootID)")
        for entry in entries { text += Journal.line("\(entry.scope)\t\(entry.change.line)") }
        let new = try Descriptor.open("\(path).new", FA_WRITE, FA_CREATE, FA_TRUNCATE, FA_APPEND)
        try new.write(Array(text.utf8))
        try new.sync()
        try File.rename("\(path).new", to: path)
        try File.syncDirectory(state)
        file = new
        size = text.utf8.count
    }

    private static func line(_ body: String) -> String { "\(checksum(body))\t\(body)\n" }

    private static func parse(_ text: String, bootID: String) -> [Entry] {
        var entries: [Entry] = []
        var isFirst = true
        // What follows the last newline was cut short.
        for line in text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).dropLast() {
            guard let (sum, body) = String(Substring(line)).cut(0x09), sum == checksum(body) else { break }
            let fields = body.utf8.split(separator: 0x09, omittingEmptySubsequences: false).map { String(Substring($0)) }
            if isFirst {
                guard fields == ["boot", bootID] else { return [] }
                isFirst = false
            } else if fields.count == 2, fields[1] == "undone" {
                entries.removeAll { $0.scope == fields[0] }
            } else if let change = Change(fields: Array(fields.dropFirst())) {
                entries.append(Entry(scope: fields[0], change: change))
            }
        }
        return entries
    }

    /// FNV-1a, 32 bits: it tells a torn line from a whole one, nothing more.
    private static func checksum(_ text: String) -> String {
        var hash: UInt32 = 0x811c_9dc5
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return hex(UInt64(hash), digits: 8)
    }
}
