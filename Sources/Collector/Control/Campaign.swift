import FleetAPI
import Foundation
import Wire

extension Fleet {
    /// Machines as the API shows them.
    func machines(_ selector: Selector) async throws -> [Machine] {
        let online = online
        return try await store.catalog.machines().map { machine in
            var machine = machine
            machine.online = online.contains(machine.name)
            if machine.online { machine.lastSeen = Date() }
            return machine
        }.filter(selector.matches)
    }

    /// Starts a trace on every board that is online and matches.
    /// - Throws: `.noBoard`, `.badSelector`, `.badRequest`.
    func start(_ request: TraceRequest) async throws -> Trace {
        let selector = try Selector.told(request.selector)
        try request.options.check()
        let matching = try await machines(selector)
        let boards = matching.filter(\.online)
        guard !boards.isEmpty else { throw noBoard(request.selector, matching.count) }
        let id = TraceID.random(tracer: request.options.tracer)
        let trace = Trace(
            id: id, selector: request.selector, options: request.options, requestedAt: Date(),
            boards: boards.map { BoardTrace(machine: $0.name, state: .requested) })
        try await store.submit(.trace(trace))
        logger.info(
            "trace starts", metadata: ["trace": "\(id)", "tracer": "\(request.options.tracer)", "boards": "\(boards.count)"])
        for board in boards { link(board.name)?.deliver(.start(StartTrace(id, request.options))) }
        return try await self.trace(id)
    }

    private func noBoard(_ selector: String, _ offline: Int) -> CollectorError {
        let named = selector.isEmpty ? "the fleet" : "selector '\(selector)'"
        if offline > 0 {
            return CollectorError(
                .noBoard, "none of the \(offline) boards of \(named) is online",
                hint: "see 'fleetrace machines'; start fleetrace-agent on them")
        }
        return selector.isEmpty
            ? CollectorError(
                .noBoard, "the fleet has no board yet",
                hint: "make an identity with 'fleetrace enroll NAME' and start fleetrace-agent with it")
            : CollectorError(.noBoard, "\(named) matches no board", hint: "see 'fleetrace machines' for names, labels and facts")
    }

    /// Stops a trace wherever it still runs. Boards that are offline stop it when they come back.
    func stop(_ id: String) async throws -> Trace {
        let trace = try await trace(id)
        if trace.isFinal { return trace }
        try await store.submit(.stop(trace: id))
        for board in try await store.catalog.boards(ofTrace: id) where board.view(online: true, since: nil).state.isFinal == false {
            if let link = link(board.key.machine) {
                link.deliver(.stop(id))
            } else if board.status == nil {
                try await close(board.key, Goodbye(.stopped, "stopped before the board had started it"))
            }
        }
        return try await self.trace(id)
    }

    /// - Throws: `.noTrace`.
    func trace(_ id: String) async throws -> Trace {
        guard let row = try await store.catalog.trace(id) else { throw CollectorError.noTrace(id) }
        return try await trace(row)
    }

    /// The newest first.
    func traces(limit: Int = 1000) async throws -> [Trace] {
        var traces: [Trace] = []
        for row in try await store.catalog.traces(limit: limit) { traces.append(try await trace(row)) }
        return traces
    }

    private func trace(_ row: TraceRow) async throws -> Trace {
        let online = online
        var views: [BoardTrace] = []
        for board in try await store.catalog.boards(ofTrace: row.id) {
            let isOnline = online.contains(board.key.machine)
            let lastSeen = isOnline ? nil : try await store.catalog.machine(board.key.machine)?.lastSeen
            views.append(board.view(online: isOnline, since: lastSeen))
        }
        return Trace(id: row.id, selector: row.selector, options: row.options, requestedAt: row.requestedAt, boards: views)
    }
}

extension CollectorError {
    static func noTrace(_ id: String) -> CollectorError {
        CollectorError(.noTrace, "there is no trace '\(id.prefix(64))'", hint: "see 'fleetrace traces'")
    }
}

extension Selector {
    /// - Throws: `.badSelector`.
    static func told(_ text: String) throws(CollectorError) -> Selector {
        do {
            return try Selector(text)
        } catch {
            throw CollectorError(.badSelector, error.description, hint: "for example: -l 'soc=rk3588,lab in (a,b)'")
        }
    }
}
