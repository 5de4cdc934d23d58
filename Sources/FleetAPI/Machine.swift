import Foundation

/// One board as the collector knows it. `GET /v1/machines?selector=S` answers `[Machine]`.
public struct Machine: Codable, Equatable, Sendable {
    /// The name in its certificate.
    public var name: String
    public var online: Bool
    public var firstSeen: Date
    public var lastSeen: Date
    public var agentVersion: String
    public var bootID: String
    /// What the board says it is; the vocabulary stands in docs/facts.md.
    public var facts: [String: String]
    /// What its owner calls it.
    public var labels: [String: String]
    /// Ids of traces that run on it now.
    public var running: [String]

    public init(
        name: String, online: Bool, firstSeen: Date, lastSeen: Date, agentVersion: String, bootID: String,
        facts: [String: String], labels: [String: String], running: [String]
    ) {
        self.name = name
        self.online = online
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.agentVersion = agentVersion
        self.bootID = bootID
        self.facts = facts
        self.labels = labels
        self.running = running
    }

    /// What a selector or `--by` means by a key: `name`, `online`, then a label, then a fact.
    public subscript(key: String) -> String? {
        switch key {
        case "name": name
        case "online": online ? "true" : "false"
        default: labels[key] ?? facts[key]
        }
    }
}
