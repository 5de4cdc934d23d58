import FleetAPI
import Foundation
import GRDB
import Wire

extension SQLiteCatalog {
    func machines() async throws -> [Machine] {
        try await pool.read { db in
            let running = try Row.fetchAll(
                db, sql: "SELECT machine, trace FROM board WHERE settled = 0 AND closed IS NULL AND state IN (1, 2) ORDER BY id")
            let byMachine = Dictionary(grouping: running) { $0["machine"] as String }.mapValues { $0.map { $0["trace"] as String } }
            return try Row.fetchAll(db, sql: "SELECT * FROM machine ORDER BY name").map { row in
                SQLiteCatalog.machine(row, running: byMachine[row["name"]] ?? [])
            }
        }
    }

    func machine(_ name: String) async throws -> Machine? {
        try await pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM machine WHERE name = ?", arguments: [name])
                .map { SQLiteCatalog.machine($0, running: []) }
        }
    }

    func traces(limit: Int) async throws -> [TraceRow] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM trace ORDER BY number DESC LIMIT ?", arguments: [limit]).map(
                SQLiteCatalog.trace)
        }
    }

    func trace(_ id: String) async throws -> TraceRow? {
        try await pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM trace WHERE id = ?", arguments: [id]).map(SQLiteCatalog.trace)
        }
    }

    func boards(ofTrace id: String) async throws -> [BoardRow] {
        try await pool.read { db in
            try SQLiteCatalog.boards(db, "trace = ? ORDER BY machine", [id])
        }
    }

    func openBoards(ofMachine name: String) async throws -> [BoardRow] {
        try await pool.read { db in
            try SQLiteCatalog.boards(db, "machine = ? AND settled = 0 AND closed IS NULL ORDER BY id", [name])
        }
    }

    func unanswered(since time: Date) async throws -> [BoardKey] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT machine, trace FROM board WHERE state = 0 AND closed IS NULL AND requestedAt < ?",
                arguments: [time.timeIntervalSince1970]
            ).map { BoardKey(machine: $0["machine"], trace: $0["trace"]) }
        }
    }

    func chunks(_ board: BoardKey, cpu: UInt32, from sequence: UInt64, limit: Int) throws -> [ChunkRow] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT chunk.* FROM chunk JOIN board ON board.id = chunk.board WHERE board.trace = ? AND board.machine = ?
                    AND chunk.cpu = ? AND chunk.sequence >= ? ORDER BY chunk.sequence LIMIT ?
                    """,
                arguments: [board.trace, board.machine, cpu, Int64(clamping: sequence), limit]
            ).map(SQLiteCatalog.chunk)
        }
    }

    func unscanned(_ board: BoardKey, after id: Int64, limit: Int) throws -> [ChunkRow] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT chunk.* FROM chunk JOIN board ON board.id = chunk.board WHERE board.trace = ? AND board.machine = ?
                    AND chunk.events IS NULL AND chunk.flaw IS NULL AND chunk.id > ? ORDER BY chunk.id LIMIT ?
                    """,
                arguments: [board.trace, board.machine, id, limit]
            ).map(SQLiteCatalog.chunk)
        }
    }

    func missing(_ items: [MetadataItem]) async throws -> [MetadataItem] {
        try await pool.read { db in
            try items.filter { item in
                try Int.fetchOne(db, sql: "SELECT 1 FROM content WHERE sha256 = ?", arguments: [Data(item.sha256)]) == nil
            }
        }
    }

    private static func machine(_ row: Row, running: [String]) -> Machine {
        Machine(
            name: row["name"], online: false, firstSeen: Date(timeIntervalSince1970: row["firstSeen"]),
            lastSeen: Date(timeIntervalSince1970: row["lastSeen"]), agentVersion: row["agentVersion"], bootID: row["boot"],
            facts: map(row["facts"]), labels: map(row["labels"]), running: running)
    }

    private static func trace(_ row: Row) -> TraceRow {
        let options: TraceOptions? = try? JSON.decode(Array((row["options"] as String).utf8))
        return TraceRow(
            id: row["id"], selector: row["selector"], options: options ?? TraceOptions(tracer: "unknown"),
            requestedAt: Date(timeIntervalSince1970: row["requestedAt"]))
    }

    private static func boards(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [BoardRow] {
        try Row.fetchAll(db, sql: "SELECT * FROM board WHERE \(condition)", arguments: arguments).map { row in
            let id: Int64 = row["id"]
            let cpus = try Row.fetchAll(db, sql: "SELECT * FROM cpu WHERE board = ? ORDER BY cpu", arguments: [id]).map(cpu)
            return BoardRow(
                key: BoardKey(machine: row["machine"], trace: row["trace"]), boot: row["boot"], facts: map(row["facts"]),
                labels: map(row["labels"]), requestedAt: Date(timeIntervalSince1970: row["requestedAt"]),
                status: message(row["status"]), offered: (message(row["offered"]) as MetadataOffer?)?.items ?? [],
                closed: message(row["closed"]), stopRequested: row["stop"], settled: row["settled"], cpus: cpus)
        }
    }

    private static func cpu(_ row: Row) -> CPURow {
        CPURow(
            cpu: row["cpu"], next: unsigned(row["next"]), stored: unsigned(row["stored"]), events: unsigned(row["events"]),
            unscanned: unsigned(row["unscanned"]), flawed: unsigned(row["flawed"]), rawBytes: unsigned(row["rawBytes"]),
            storedBytes: unsigned(row["storedBytes"]))
    }

    private static func chunk(_ row: Row) -> ChunkRow {
        var scan: ChunkScan?
        if let events = row["events"] as Int64? {
            var found = ChunkScan()
            found.events = unsigned(events)
            found.lost = unsigned(row["lost"] ?? 0)
            found.firstNs = UInt64(bitPattern: row["firstNs"] ?? 0)
            found.lastNs = UInt64(bitPattern: row["lastNs"] ?? 0)
            scan = found
        }
        return ChunkRow(
            id: row["id"], cpu: row["cpu"], sequence: unsigned(row["sequence"]), rawSize: row["rawSize"], flaw: row["flaw"],
            scan: scan,
            location: Location(segment: row["segment"], offset: row["offset"], length: row["length"]))
    }

    private static func unsigned(_ value: Int64) -> UInt64 { UInt64(clamping: value) }

    private static func map(_ text: String) -> [String: String] {
        (try? JSON.decode(Array(text.utf8))) ?? [:]
    }

    private static func message<M: Message>(_ bytes: Data?) -> M? {
        bytes.flatMap { try? M(decoding: Array($0)) }
    }
}
