import Foundation
import Ftrace
import TraceFile

/// `fleetrace report --stats`: what a recording holds.
struct StatsTable {
    private let stats: FileStats

    init(_ stats: FileStats) {
        self.stats = stats
    }

    func print(json: Bool) throws {
        for note in stats.notes { Console.error(note, prefix: "note") }
        if json { return try Console.json(Document(stats)) }
        let cpus = stats.cpus.map { ("CPU \($0.cpu)", Table.Alignment.right) }
        var table = Table([("EVENT", .left), ("TOTAL", .right)] + cpus)
        for kind in stats.kinds { table.add([kind.name, "\(kind.total)"] + kind.counts.map { "\($0)" }) }
        table.add(["all", "\(stats.events)"] + stats.cpus.map { "\($0.scan.events)" })
        table.add(
            ["lost", Self.lost(stats.lostEvents, stats.lossesOfUnknownCount)]
                + stats.cpus.map { Self.lost($0.scan.lostEvents, $0.scan.lossesOfUnknownCount) })
        table.add(["damaged pages", "\(stats.badPages)"] + stats.cpus.map { "\($0.scan.badPageCount)" })
        Console.print(table.text)
        if let first = stats.firstNs, let last = stats.lastNs {
            Console.print("from \(time(first)) to \(time(last)): \(time(last &- first))\(stats.clockIsNs ? " s" : "")")
        }
    }

    /// "3+" where the kernel lost events at some place without counting them.
    private static func lost(_ counted: UInt64, _ unknown: UInt64) -> String { unknown > 0 ? "\(counted)+" : "\(counted)" }

    private func time(_ value: UInt64) -> String {
        guard stats.clockIsNs else { return "\(value)" }
        let us = (value &+ 500) / 1000
        return "\(us / 1_000_000)." + String(String(us % 1_000_000 + 1_000_000).dropFirst())
    }

    /// The same as JSON.
    private struct Document: Encodable {
        struct CPU: Encodable {
            var cpu: Int
            var events, lostEvents, lossesOfUnknownCount: UInt64
            var damagedPages: Int
            var firstTime, lastTime: UInt64?
            var counts: [String: UInt64]
        }

        var events, lostEvents, lossesOfUnknownCount: UInt64
        var damagedPages: Int
        var clockIsNanoseconds: Bool
        var firstTime, lastTime: UInt64?
        var cpus: [CPU]

        init(_ stats: FileStats) {
            events = stats.events
            lostEvents = stats.lostEvents
            lossesOfUnknownCount = stats.lossesOfUnknownCount
            damagedPages = stats.badPages
            clockIsNanoseconds = stats.clockIsNs
            firstTime = stats.firstNs
            lastTime = stats.lastNs
            cpus = stats.cpus.map { cpu in
                CPU(
                    cpu: cpu.cpu, events: cpu.scan.events, lostEvents: cpu.scan.lostEvents,
                    lossesOfUnknownCount: cpu.scan.lossesOfUnknownCount, damagedPages: cpu.scan.badPageCount,
                    firstTime: cpu.scan.firstNs, lastTime: cpu.scan.lastNs,
                    counts: Dictionary(
                        cpu.scan.countsByID.map { (stats.names[$0.key] ?? "unknown type \($0.key)", $0.value) },
                        uniquingKeysWith: +))
            }
        }
    }
}
