import FleetAPI
import Foundation
import GRDB
import Wire

/// Brings entries into the tables, within one transaction. Applying the same entry again changes
/// nothing, so that a replay may begin too early.
struct CatalogWriter {
    private let db: Database

    init(_ db: Database) {
        self.db = db
    }

    func examine(_ entry: Entry) throws -> Verdict {
        switch entry {
        case .chunk(let chunk, _):
            let key = chunk.key
            guard let board = try boardID(BoardKey(machine: key.machine, trace: key.trace)) else {
                return try refusal(key.machine, key.trace)
            }
            let found = try Int.fetchOne(
                db.cachedStatement(sql: "SELECT 1 FROM chunk WHERE board = ? AND cpu = ? AND sequence = ?"),
                arguments: [board, key.cpu, Int64(clamping: key.sequence)])
            return found == nil ? .keep : .repeated
        case .status(let machine, _, _, let status): return try examine(machine, status.trace)
        case .offer(let machine, let offer): return try examine(machine, offer.trace)
        default: return .keep
        }
    }

    private func examine(_ machine: String, _ trace: String) throws -> Verdict {
        try boardID(BoardKey(machine: machine, trace: trace)) == nil ? refusal(machine, trace) : .keep
    }

    /// A trace that nobody knows is adopted, for the board may hold what a lost data folder held. One
    /// that others run is not: a board must not slip into it.
    private func refusal(_ machine: String, _ trace: String) throws -> Verdict {
        let known = try Int.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM trace WHERE id = ?"), arguments: [trace])
        return known == nil ? .keep : .refused("trace \(trace) was not started on \(machine)")
    }

    func apply(_ batch: [PlacedEntry]) throws -> Applied {
        var applied = Applied()
        var touched: Set<BoardKey> = []
        var contentCame = false
        for placed in batch {
            var through: UInt64?
            switch placed.entry {
            case .machine(let name, let at, let hello): try applyMachine(name, at, hello)
            case .trace(let trace): try applyTrace(trace)
            case .stop(let trace): try db.execute(sql: "UPDATE board SET stop = 1 WHERE trace = ?", arguments: [trace])
            case .offer(let machine, let offer): try applyOffer(BoardKey(machine: machine, trace: offer.trace), offer)
            case .status(let machine, let boot, let at, let status):
                try applyStatus(BoardKey(machine: machine, trace: status.trace), boot, at, status)
                touched.insert(BoardKey(machine: machine, trace: status.trace))
            case .closed(let board, let goodbye):
                try db.execute(
                    sql: "UPDATE board SET closed = ? WHERE machine = ? AND trace = ? AND closed IS NULL AND settled = 0",
                    arguments: [Data(goodbye.encoded()), board.machine, board.trace])
            case .content(let sha256, let size, let storedBytes):
                try db.execute(
                    sql: "INSERT OR IGNORE INTO content (sha256, size, storedBytes) VALUES (?, ?, ?)",
                    arguments: [Data(sha256), Int64(clamping: size), Int64(clamping: storedBytes)])
                contentCame = true
            case .chunk(let chunk, let data):
                through = try applyChunk(chunk, data.count, placed.location)
                touched.insert(BoardKey(machine: chunk.key.machine, trace: chunk.key.trace))
            }
            applied.ackThrough.append(through)
        }
        if contentCame { touched.formUnion(try unsettled()) }
        for board in touched where try settle(board) { applied.settled.insert(board) }
        return applied
    }

    private func applyMachine(_ name: String, _ at: Date, _ hello: Hello) throws {
        let time = at.timeIntervalSince1970
        try db.execute(
            sql: """
                INSERT INTO machine (name, firstSeen, lastSeen, agentVersion, boot, facts, labels) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET lastSeen = max(lastSeen, excluded.lastSeen), agentVersion = excluded.agentVersion,
                boot = excluded.boot, facts = excluded.facts, labels = excluded.labels
                """,
            arguments: [
                name, time, time, hello.agentVersion, hello.bootID, try CatalogWriter.text(hello.facts),
                try CatalogWriter.text(hello.labels),
            ])
    }

    private func applyTrace(_ trace: Trace) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO trace (id, selector, options, requestedAt) VALUES (?, ?, ?, ?)",
            arguments: [
                trace.id, trace.selector, String(decoding: try JSON.encode(trace.options), as: UTF8.self),
                trace.requestedAt.timeIntervalSince1970,
            ])
        for board in trace.boards {
            try insertBoard(BoardKey(machine: board.machine, trace: trace.id), "", trace.requestedAt)
        }
    }

    private func insertBoard(_ key: BoardKey, _ boot: String, _ at: Date) throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO board (trace, machine, boot, facts, labels, requestedAt)
                SELECT ?, ?, coalesce(nullif(?, ''), max(boot), ''), coalesce(max(facts), '{}'), coalesce(max(labels), '{}'), ?
                FROM machine WHERE name = ?
                """,
            arguments: [key.trace, key.machine, boot, at.timeIntervalSince1970, key.machine])
    }

    private func boardID(_ key: BoardKey) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM board WHERE trace = ? AND machine = ?"), arguments: [key.trace, key.machine])
    }

    /// The board's row, made when there is none.
    private func adopt(_ key: BoardKey, _ boot: String, at: Date = Date()) throws -> Int64 {
        if let id = try boardID(key) { return id }
        let options = TraceOptions(tracer: "unknown")
        try db.execute(
            sql: "INSERT OR IGNORE INTO trace (id, selector, options, requestedAt) VALUES (?, ?, ?, ?)",
            arguments: [key.trace, "", String(decoding: try JSON.encode(options), as: UTF8.self), at.timeIntervalSince1970])
        try insertBoard(key, boot, at)
        guard let id = try boardID(key) else { throw DatabaseError(message: "no row for \(key)") }
        return id
    }

    /// A later offer adds to the earlier: some contents are known only at the end of a trace.
    private func applyOffer(_ key: BoardKey, _ offer: MetadataOffer) throws {
        let id = try adopt(key, "")
        var all = offer
        if let bytes = try Data.fetchOne(db, sql: "SELECT offered FROM board WHERE id = ?", arguments: [id]),
            let before = try? MetadataOffer(decoding: Array(bytes))
        {
            all.items = before.items.merging(offer.items)
        }
        try db.execute(sql: "UPDATE board SET offered = ? WHERE id = ?", arguments: [Data(all.encoded()), id])
    }

    /// A final status is never replaced by one that is not.
    private func applyStatus(_ key: BoardKey, _ boot: String, _ at: Date, _ status: TraceStatus) throws {
        let id = try adopt(key, boot, at: at)
        try db.execute(
            sql:
                "UPDATE board SET state = ?, status = ?, boot = CASE WHEN state = 0 THEN ? ELSE boot END WHERE id = ? AND (state < 3 OR ? >= 3)",
            arguments: [status.state.rawValue, Data(status.encoded()), boot, id, status.state.rawValue])
    }

    private func applyChunk(_ chunk: ChunkRecord, _ storedBytes: Int, _ location: Location?) throws -> UInt64? {
        let board = try adopt(BoardKey(machine: chunk.key.machine, trace: chunk.key.trace), "")
        let cpu = chunk.key.cpu
        if let location {
            try db.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO chunk (board, cpu, sequence, segment, offset, length, rawSize, pages, flaw, events, lost, firstNs, lastNs)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                board, cpu, Int64(clamping: chunk.key.sequence), location.segment, location.offset, location.length, chunk.rawSize,
                chunk.pages, chunk.flaw, chunk.scan.map { Int64(clamping: $0.events) }, chunk.scan.map { Int64(clamping: $0.lost) },
                chunk.scan.map { Int64(bitPattern: $0.firstNs) }, chunk.scan.map { Int64(bitPattern: $0.lastNs) },
            ])
            if db.changesCount > 0 { try count(chunk, board, storedBytes) }
        }
        let next = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT next FROM cpu WHERE board = ? AND cpu = ?"), arguments: [board, cpu])
        guard let next, next > 0 else { return nil }
        return UInt64(next - 1)
    }

    private func count(_ chunk: ChunkRecord, _ board: Int64, _ storedBytes: Int) throws {
        let cpu = chunk.key.cpu
        try db.cachedStatement(
            sql: """
                INSERT INTO cpu (board, cpu, next, stored, events, unscanned, flawed, rawBytes, storedBytes) VALUES (?, ?, 0, 1, ?, ?, ?, ?, ?)
                ON CONFLICT (board, cpu) DO UPDATE SET stored = stored + 1, events = events + excluded.events,
                unscanned = unscanned + excluded.unscanned, flawed = flawed + excluded.flawed,
                rawBytes = rawBytes + excluded.rawBytes, storedBytes = storedBytes + excluded.storedBytes
                """
        ).execute(arguments: [
            board, cpu, Int64(clamping: chunk.scan?.events ?? 0), chunk.scan == nil && chunk.flaw == nil ? 1 : 0,
            chunk.flaw == nil ? 0 : 1, chunk.rawSize, storedBytes,
        ])
        // The first sequence that is missing: usually the one behind this chunk.
        try db.cachedStatement(
            sql: """
                UPDATE cpu SET next = (
                    SELECT min(c.sequence) + 1 FROM chunk c WHERE c.board = cpu.board AND c.cpu = cpu.cpu AND c.sequence >= cpu.next
                    AND NOT EXISTS (SELECT 1 FROM chunk d WHERE d.board = c.board AND d.cpu = c.cpu AND d.sequence = c.sequence + 1))
                WHERE board = ? AND cpu = ?
                AND EXISTS (SELECT 1 FROM chunk WHERE chunk.board = cpu.board AND chunk.cpu = cpu.cpu AND chunk.sequence = cpu.next)
                """
        ).execute(arguments: [board, cpu])
    }

    func recordScan(_ id: Int64, _ scan: ChunkScan?, _ flaw: String?) throws {
        guard
            let row = try Row.fetchOne(
                db, sql: "SELECT board, cpu FROM chunk WHERE id = ? AND events IS NULL AND flaw IS NULL", arguments: [id])
        else { return }
        try db.execute(
            sql: "UPDATE chunk SET flaw = ?, events = ?, lost = ?, firstNs = ?, lastNs = ? WHERE id = ?",
            arguments: [
                flaw, scan.map { Int64(clamping: $0.events) }, scan.map { Int64(clamping: $0.lost) },
                scan.map { Int64(bitPattern: $0.firstNs) }, scan.map { Int64(bitPattern: $0.lastNs) }, id,
            ])
        try db.execute(
            sql: "UPDATE cpu SET events = events + ?, unscanned = unscanned - 1, flawed = flawed + ? WHERE board = ? AND cpu = ?",
            arguments: [Int64(clamping: scan?.events ?? 0), flaw == nil ? 0 : 1, row["board"] as Int64, row["cpu"] as Int64])
    }

    private func unsettled() throws -> [BoardKey] {
        try Row.fetchAll(db, sql: "SELECT machine, trace FROM board WHERE settled = 0 AND state >= 3")
            .map { BoardKey(machine: $0["machine"], trace: $0["trace"]) }
    }

    /// Whether the final status is here with every chunk and content that it names.
    private func settle(_ key: BoardKey) throws -> Bool {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT id, settled, status FROM board WHERE trace = ? AND machine = ? AND state >= 3"),
                arguments: [key.trace, key.machine])
        else { return false }
        if row["settled"] as Bool { return true }
        let id: Int64 = row["id"]
        guard let bytes = row["status"] as Data?, let status = try? TraceStatus(decoding: Array(bytes)) else { return false }
        for cpu in status.cpus where cpu.chunks > 0 {
            let next = try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT next FROM cpu WHERE board = ? AND cpu = ?"), arguments: [id, cpu.cpu])
            guard UInt64(clamping: next ?? 0) >= cpu.chunks else { return false }
        }
        for item in status.metadata {
            let found = try Int.fetchOne(
                db.cachedStatement(sql: "SELECT 1 FROM content WHERE sha256 = ?"), arguments: [Data(item.sha256)])
            if found == nil { return false }
        }
        try db.execute(sql: "UPDATE board SET settled = 1 WHERE id = ?", arguments: [id])
        return true
    }

    /// Pairs as a JSON object; the first of equal keys counts.
    private static func text(_ pairs: [Pair]) throws -> String {
        let map = Dictionary(pairs.map { ($0.key, $0.value) }) { first, _ in first }
        return String(decoding: try JSON.encode(map), as: UTF8.self)
    }
}
