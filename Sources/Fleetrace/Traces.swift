import ArgumentParser
import FleetAPI
import Foundation

struct Traces: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the traces that the collector keeps, newest first.")

    @Flag(help: "Print everything that is known, as JSON.") var json = false
    @OptionGroup var collector: CollectorOptions

    func run() async throws {
        let traces = try await Client.with(collector) { try await $0.traces() }
        if json { return try Console.json(traces) }
        guard !traces.isEmpty else {
            throw Failure(.notFound, "no trace has been taken yet", hint: "'fleetrace trace hwlat --for 30s' takes one")
        }
        var table = Table([
            ("TRACE", .left), ("TRACER", .left), ("REQUESTED", .left), ("BOARDS", .right), ("STATE", .left), ("WRITTEN", .right),
            ("DECODED", .right), ("LOST", .right), ("STORED", .right),
        ])
        for trace in traces {
            table.add([
                trace.id, trace.options.tracer, trace.requestedAt.formatted(.iso8601), "\(trace.boards.count)", trace.stateText,
                "\(trace.boards.sum(\.written))", "\(trace.boards.sum(\.decoded))", "\(trace.boards.sum(\.lost))",
                trace.boards.sum(\.storedBytes).bytesText,
            ])
        }
        Console.print(table.text)
    }
}

extension Trace {
    /// "delivered", or how many boards are in which state.
    var stateText: String {
        let counts = Dictionary(grouping: boards, by: \.state).mapValues(\.count)
        if counts.count == 1, let only = counts.keys.first { return only.rawValue }
        return counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
    }
}

extension BoardTrace {
    var storedBytes: UInt64 { cpus.sum(\.storedBytes) }
    var rawBytes: UInt64 { cpus.sum(\.rawBytes) }
}

extension Sequence {
    func sum(_ value: (Element) -> UInt64) -> UInt64 {
        reduce(0) { $0 + value($1) }
    }
}
