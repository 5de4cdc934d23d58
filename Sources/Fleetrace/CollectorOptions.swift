import ArgumentParser
import Foundation

/// Where the collector keeps its data on this machine.
struct DataOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The collector's data folder. [env: FLEETRACE_DATA]", valueName: "dir"))
    var data: String?

    var folder: URL {
        let environment = ProcessInfo.processInfo.environment
        let path = data ?? environment["FLEETRACE_DATA"] ?? DataOptions.standard(environment)
        return URL(filePath: (path as NSString).expandingTildeInPath, directoryHint: .isDirectory)
    }

    /// As the XDG base directory specification has it; for root a system's place.
    private static func standard(_ environment: [String: String]) -> String {
        if geteuid() == 0 { return "/var/lib/fleetrace" }
        return (environment["XDG_DATA_HOME"] ?? "~/.local/share") + "/fleetrace"
    }
}

/// Which collector to talk to, and as whom.
struct CollectorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The collector's API. Without it: the one whose data folder is on this machine. [env: FLEETRACE_COLLECTOR]",
            valueName: "https://host:port"))
    var collector: String?

    @Option(
        help: ArgumentHelp(
            "Folder with ca.pem, cert.pem and key.pem. Without it: the admin identity in the data folder. [env: FLEETRACE_IDENTITY]",
            valueName: "dir"))
    var identity: String?

    @OptionGroup var data: DataOptions

    func identityFolder() throws -> URL {
        if let path = identity ?? ProcessInfo.processInfo.environment["FLEETRACE_IDENTITY"] {
            return URL(filePath: (path as NSString).expandingTildeInPath, directoryHint: .isDirectory)
        }
        return data.folder.appending(path: "admin", directoryHint: .isDirectory)
    }

    func url() throws -> String {
        let named = collector ?? ProcessInfo.processInfo.environment["FLEETRACE_COLLECTOR"] ?? Endpoint.read(data.folder)
        let text = named ?? "https://localhost:7434"
        guard let url = URL(string: text.contains("://") ? text : "https://" + text), url.scheme == "https", let host = url.host
        else {
            throw Failure(.usage, "'\(text)' is no collector address", hint: "write https://HOST:PORT")
        }
        return "https://\(host.contains(":") ? "[\(host)]" : host):\(url.port ?? 7434)"
    }
}

/// A running collector leaves its API address in its data folder, so that the command line finds it
/// whatever port it was given.
enum Endpoint {
    private static let file = "admin/url"

    static func read(_ folder: URL) -> String? {
        try? String(contentsOf: folder.appending(path: file), encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func write(apiPort: Int, _ folder: URL) throws {
        try Data("https://localhost:\(apiPort)\n".utf8).write(to: folder.appending(path: file), options: .atomic)
    }
}
