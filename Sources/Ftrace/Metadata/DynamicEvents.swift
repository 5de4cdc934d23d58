/// `dynamic_events`: one definition a line. Only event probes are looked up in it: `e:GROUP/NAME SYSTEM.EVENT args`.
final class DynamicEvents: Sendable {
    private let watched: [String: [UInt8]]

    /// More definitions than a kernel lets anybody make in practice.
    static let eventsMax = 65536

    init(_ text: [UInt8]) {
        var watched: [String: [UInt8]] = [:]
        for line in Lines(text) where watched.count < Self.eventsMax {
            let words = line.split(separator: 0x20, maxSplits: 2)
            guard words.count >= 2, words[0].hasPrefix("e:") else { continue }
            // The kernel takes "system/event" and "system.event", and prints it with a dot.
            watched[words[0].dropFirst(2).string] = words[1].map { $0 == UInt8(ascii: "/") ? UInt8(ascii: ".") : $0 }
        }
        self.watched = watched
    }

    /// The event that the event probe "group/name" watches, as "system.event".
    func event(watchedBy name: String) -> [UInt8]? { watched[name] }
}
