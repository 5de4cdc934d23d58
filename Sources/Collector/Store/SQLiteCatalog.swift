import FleetAPI
import Foundation
import GRDB
import Wire

/// The catalog in one SQLite file, in WAL mode: readers do not wait for the writer.
final class SQLiteCatalog: Catalog {
    let pool: DatabasePool

    /// - Throws: `.catalogNewer`, `.catalogDamaged`, `.dataDirectory`, `.storage`.
    init(path: String) throws(CollectorError) {
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { db in
                // The segments are synced before the catalog is written, and what it loses with the
                // power it reads from them again: it needs no sync of its own.
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
            }
            pool = try DatabasePool(path: path, configuration: configuration)
            let migrator = CatalogSchema.migrator
            if try pool.read(migrator.hasBeenSuperseded) {
                throw CollectorError(
                    .catalogNewer, "\(path) was written by a newer collector",
                    hint: "run that version or a later one on this data folder")
            }
            try migrator.migrate(pool)
        } catch let error as CollectorError {
            throw error
        } catch {
            throw SQLiteCatalog.told(error, path)
        }
    }

    static func told(_ error: any Error, _ path: String) -> CollectorError {
        guard let error = error as? DatabaseError else { return CollectorError(.catalogDamaged, "\(path): \(error)") }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return CollectorError(
                .catalogDamaged, "\(path) is damaged: \(error.message ?? "no reason given")",
                hint: "move it away together with its -wal and -shm files: it is rebuilt from the segments at the next start")
        case .SQLITE_FULL:
            return CollectorError(
                .storage, "\(path): the disk is full", hint: "free some space there; boards keep what was not stored")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            return CollectorError(
                .dataDirectory, "\(path) cannot be opened for writing: \(error.message ?? "no reason given")",
                hint: "give this user the right to write there, or name another folder with --data")
        default:
            return CollectorError(.storage, "\(path): \(error.message ?? "\(error)")", hint: "look at the disk and its free space")
        }
    }

    func position() throws -> Position {
        try pool.read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT segment, offset FROM position") else { return Position() }
            return Position(segment: row["segment"], offset: row["offset"])
        }
    }

    func examine(_ entries: [Entry]) throws -> [Verdict] {
        try pool.read { db in try entries.map { try CatalogWriter(db).examine($0) } }
    }

    func apply(_ batch: [PlacedEntry], upTo end: Position) throws -> Applied {
        try pool.write { db in
            let applied = try CatalogWriter(db).apply(batch)
            try db.execute(
                sql:
                    "INSERT INTO position (id, segment, offset) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET segment = excluded.segment, offset = excluded.offset",
                arguments: [end.segment, end.offset])
            return applied
        }
    }

    func recordScans(_ scans: [(id: Int64, scan: ChunkScan?, flaw: String?)]) throws {
        try pool.write { db in
            for (id, scan, flaw) in scans { try CatalogWriter(db).recordScan(id, scan, flaw) }
        }
    }

    func touch(_ machine: String, at time: Date) async throws {
        try await pool.write { db in
            try db.execute(
                sql: "UPDATE machine SET lastSeen = max(lastSeen, ?) WHERE name = ?",
                arguments: [time.timeIntervalSince1970, machine])
        }
    }
}
