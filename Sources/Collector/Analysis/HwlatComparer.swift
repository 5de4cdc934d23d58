import FleetAPI
import Ftrace

/// Decodes the hwlat records of stored traces and compares them.
actor HwlatComparer {
    private let store: Store
    private let decoders: Decoders
    private let scanner: Scanner
    private let executor = BlockingExecutor("fleetrace.compare")
    private static let chunksAtOnce = 256

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(store: Store, decoders: Decoders, scanner: Scanner) {
        self.store = store
        self.decoders = decoders
        self.scanner = scanner
    }

    /// - Parameter ids: traces to count; every hwlat trace when empty.
    func compare(by key: String, traces ids: [String], selector: Selector) async throws -> HwlatComparison {
        var groups = HwlatGroups(by: key)
        var leftOut: [HwlatComparison.LeftOut] = []
        for trace in try await traces(ids) {
            for board in try await store.catalog.boards(ofTrace: trace.id) {
                let machine = board.machineThen
                guard selector.matches(machine) else { continue }
                do {
                    groups.add(try await contribution(board, machine, trace))
                } catch let error as CollectorError {
                    leftOut.append(.init(trace: trace.id, machine: machine.name, reason: error.message))
                }
            }
        }
        return groups.comparison(leftOut: leftOut)
    }

    private func traces(_ ids: [String]) async throws -> [TraceRow] {
        if ids.isEmpty { return try await store.catalog.traces(limit: 1000).filter { $0.options.tracer == "hwlat" } }
        var rows: [TraceRow] = []
        for id in ids {
            guard let row = try await store.catalog.trace(id) else { throw CollectorError.noTrace(id) }
            rows.append(row)
        }
        return rows
    }

    /// - Throws: `CollectorError` with the reason for which a board's trace does not count.
    private func contribution(_ board: BoardRow, _ machine: Machine, _ trace: TraceRow) async throws -> HwlatGroups.Contribution {
        try await scanner.scan(board)
        let fresh = try await store.catalog.boards(ofTrace: trace.id).first { $0.key == board.key } ?? board
        let view = fresh.view(online: true, since: nil)
        let tracer = fresh.setting("current_tracer") ?? trace.options.tracer
        guard tracer == "hwlat" else { throw CollectorError(.notDecodable, "its tracer is \(tracer), not hwlat") }
        switch view.state {
        case .delivered: break
        case .failed: throw CollectorError(.notDecodable, "it failed (\(view.code)): \(view.message)")
        case .requested, .running, .draining, .delivering:
            throw CollectorError(.notDecodable, "it is not over yet (\(view.state.rawValue))")
        }
        guard let conditions = HwlatConditions(view, trace.options) else {
            throw CollectorError(.notDecodable, "the board did not say with which width and window it sampled")
        }
        guard let decoder = try decoders.light(fresh.items) else {
            throw CollectorError(.notDecodable, "the metadata that decodes it is not here")
        }
        var tally = HwlatTally()
        for cpu in fresh.cpus { try count(fresh.key, cpu.cpu, decoder, &tally) }
        // What was written and not decoded is missing from the figures, whatever the cause.
        let missing = view.written > view.decoded ? view.written - view.decoded : 0
        return HwlatGroups.Contribution(
            machine: machine, trace: trace.id, conditions: conditions, tally: tally, lost: max(view.lost, missing))
    }

    private func count(_ board: BoardKey, _ cpu: UInt32, _ decoder: Decoder, _ tally: inout HwlatTally) throws {
        var next: UInt64 = 0
        while true {
            let rows = try store.catalog.chunks(board, cpu: cpu, from: next, limit: HwlatComparer.chunksAtOnce)
            for row in rows where row.flaw == nil {
                decoder.hwlat(try store.pages(row), layout: .packed) { tally.add($0) }
            }
            guard let last = rows.last else { return }
            next = last.sequence + 1
        }
    }
}

extension BoardRow {
    /// The machine as it was when the trace was asked for.
    var machineThen: Machine {
        Machine(
            name: key.machine, online: false, firstSeen: requestedAt, lastSeen: requestedAt, agentVersion: "", bootID: boot,
            facts: facts,
            labels: labels, running: [])
    }
}
