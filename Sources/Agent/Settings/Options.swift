import Wire

/// What the agent was told to do, by its command line and its configuration file.
public struct Options: Equatable, Sendable {
    public var host = ""
    public var port: UInt16 = 0
    public var identity = ""
    public var state = "/var/lib/fleetrace-agent"
    public var policy: String?
    public var labels: [Pair] = []
    /// Bytes of compressed trace data kept while the collector has not acknowledged them.
    public var memoryBytesMax = 2 << 20

    public enum Task: Equatable, Sendable {
        case run(Options)
        case help
        case version
        case facts
    }

    /// - Parameter arguments: without the program's name.
    public static func parse(_ arguments: [String]) throws(StartError) -> Task {
        let given = try entries(arguments)
        for (flag, task) in [("help", Task.help), ("version", .version), ("facts", .facts)] {
            if given.contains(where: { $0.key == flag }) { return task }
        }
        var options = Options()
        // The command line comes last, and the last one wins.
        for entry in given where entry.key == "config" {
            for entry in try KeyValueFile.read(entry.value) { try options.take(entry) }
        }
        for entry in given where entry.key != "config" { try options.take(entry) }
        try options.validate()
        return .run(options)
    }

    /// `--key value` and `--key=value`, as entries of the same shape as a file's.
    private static func entries(_ arguments: [String]) throws(StartError) -> [KeyValueFile.Entry] {
        var entries: [KeyValueFile.Entry] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard let option = argument.after("--"), !option.isEmpty else {
                throw StartError(code: .usage, message: "unexpected argument \"\(argument)\"; see fleetrace-agent --help")
            }
            if let (key, value) = option.cut(0x3d) {
                entries.append(.init(place: "--\(key)", key: key, value: value))
            } else if ["help", "version", "facts"].contains(option) {
                entries.append(.init(place: argument, key: option, value: ""))
            } else if let value = rest.popFirst() {
                entries.append(.init(place: argument, key: option, value: value))
            } else {
                throw StartError(code: .usage, message: "\(argument) needs a value; see fleetrace-agent --help")
            }
        }
        return entries
    }

    private mutating func take(_ entry: KeyValueFile.Entry) throws(StartError) {
        switch entry.key {
        case "collector": (host, port) = try Options.endpoint(entry)
        case "identity": identity = entry.value
        case "state": state = entry.value
        case "policy": policy = entry.value
        case "label": try addLabel(entry)
        case "memory":
            guard let mib = Int(entry.value), (1...1024).contains(mib) else {
                throw .value(entry, "a number of MiB from 1 to 1024")
            }
            memoryBytesMax = mib << 20
        default:
            throw StartError(code: .usage, message: "\(entry.place): unknown option \"\(entry.key)\"; see fleetrace-agent --help")
        }
    }

    /// HOST:PORT, where an IPv6 address stands in brackets.
    private static func endpoint(_ entry: KeyValueFile.Entry) throws(StartError) -> (String, UInt16) {
        guard let colon = entry.value.utf8.lastIndex(of: 0x3a) else { throw .value(entry, "HOST:PORT") }
        var host = String(entry.value[..<colon])
        let portText = String(entry.value[entry.value.utf8.index(after: colon)...])
        if let inner = host.after("["), inner.utf8.last == 0x5d {
            host = String(Substring(inner.utf8.dropLast()))
        } else if host.utf8.contains(0x3a) {
            throw .value(entry, "HOST:PORT; an IPv6 address stands in brackets, as in [2001:db8::1]:7443")
        }
        guard !host.isEmpty, host.utf8.count <= 253, let port = UInt16(portText), port > 0 else {
            throw .value(entry, "HOST:PORT with a port from 1 to 65535")
        }
        return (host, port)
    }

    private mutating func addLabel(_ entry: KeyValueFile.Entry) throws(StartError) {
        guard let (key, value) = entry.value.cut(0x3d), !key.trimmed.isEmpty else { throw .value(entry, "a label of the form k=v") }
        guard entry.value.utf8.count <= 512 else { throw .value(entry, "at most 512 bytes long") }
        labels.removeAll { $0.key == key.trimmed }
        guard labels.count < Limits.labelsMax else {
            throw StartError(code: .usage, message: "\(entry.place): more than \(Limits.labelsMax) labels")
        }
        labels.append(Pair(key.trimmed, value.trimmed))
    }

    private func validate() throws(StartError) {
        if host.isEmpty { throw StartError(code: .usage, message: "--collector HOST:PORT is missing; see fleetrace-agent --help") }
        if identity.isEmpty {
            throw StartError(
                code: .usage,
                message: "--identity DIR is missing: the directory with ca.pem, cert.pem and key.pem that `fleetrace enroll` made")
        }
        if state.isEmpty { throw StartError(code: .usage, message: "--state needs a directory") }
    }
}
