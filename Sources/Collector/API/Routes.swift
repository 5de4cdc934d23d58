import FleetAPI
import Foundation
import Hummingbird
import Logging

/// The routes, as FleetAPI documents them.
struct Routes: Sendable {
    let fleet: Fleet
    let scanner: Scanner
    let comparer: HwlatComparer
    let decoders: Decoders

    func router(logger: Logger) -> Router<APIContext> {
        let router = Router(context: APIContext.self)
        router.addMiddleware {
            ErrorBodies(logger: logger)
            RoleGate()
        }
        router.get("/v1/health") { _, _ in try json(["status": "ok", "version": Collector.version]) }
        router.get("/v1/machines") { request, _ in
            try json(try await fleet.machines(try Selector.told(query(request, "selector") ?? "")))
        }
        router.get("/v1/traces") { _, _ in try json(try await fleet.traces()) }
        router.post("/v1/traces") { request, context in
            let wanted = try await request.decode(as: TraceRequest.self, context: context)
            return try json(try await fleet.start(wanted), status: .created)
        }
        router.get("/v1/traces/:id") { _, context in
            let id = try context.parameters.require("id")
            try await scanner.scan(trace: id)
            return try json(try await fleet.trace(id))
        }
        router.post("/v1/traces/:id/stop") { _, context in
            try json(try await fleet.stop(try context.parameters.require("id")))
        }
        router.get("/v1/traces/:id/report") { request, context in
            try await report(try context.parameters.require("id"), machine: query(request, "machine"))
        }
        router.get("/v1/compare/hwlat") { request, _ in try await compare(request) }
        return router
    }

    private func compare(_ request: Request) async throws -> Response {
        guard let key = query(request, "by") else {
            throw CollectorError(.badRequest, "by= is missing", hint: "name a label or a fact, for example by=cpu")
        }
        let traces = request.uri.queryParameters.getAll("trace")
        let selector = try Selector.told(query(request, "selector") ?? "")
        return try json(try await comparer.compare(by: key, traces: traces, selector: selector))
    }

    private func report(_ id: String, machine: String?) async throws -> Response {
        guard let trace = try await fleet.store.catalog.trace(id) else { throw CollectorError.noTrace(id) }
        try await scanner.scan(trace: id)
        let boards = try await fleet.store.catalog.boards(ofTrace: id)
        let board = try choose(boards, machine, id)
        let report = Report(board, decoder: try decoders.full(board, tracer: trace.options.tracer), store: fleet.store)
        return Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody { writer in
                while let piece = try await report.next() { try await writer.write(piece) }
                try await writer.finish(nil)
            })
    }

    private func choose(_ boards: [BoardRow], _ machine: String?, _ id: String) throws(CollectorError) -> BoardRow {
        let names = boards.map(\.key.machine).joined(separator: ", ")
        if let machine {
            guard let board = boards.first(where: { $0.key.machine == machine }) else {
                throw CollectorError(
                    .noBoard, "trace \(id) was not run on '\(machine.prefix(64))'", hint: "it was run on: \(names)")
            }
            return board
        }
        guard boards.count == 1, let board = boards.first else {
            throw CollectorError(
                .badRequest, "trace \(id) was run on \(boards.count) boards: \(names)", hint: "name one with machine=")
        }
        return board
    }

    private func query(_ request: Request, _ key: String) -> String? {
        request.uri.queryParameters.get(key)
    }

    private func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        try ErrorBodies.response(status, value)
    }
}
