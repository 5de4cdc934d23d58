import GRDB

/// The catalog's tables. A migration, once released, is never changed: a new one is added.
enum CatalogSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: first)
        }
        return migrator
    }

    private static let first = """
        CREATE TABLE position (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            segment INTEGER NOT NULL,
            offset INTEGER NOT NULL
        );
        CREATE TABLE machine (
            name TEXT PRIMARY KEY,
            firstSeen REAL NOT NULL,
            lastSeen REAL NOT NULL,
            agentVersion TEXT NOT NULL,
            boot TEXT NOT NULL,
            facts TEXT NOT NULL,
            labels TEXT NOT NULL
        );
        CREATE TABLE trace (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            selector TEXT NOT NULL,
            options TEXT NOT NULL,
            requestedAt REAL NOT NULL
        );
        -- A trace on a machine. `settled`: its final status and all that it names are here.
        CREATE TABLE board (
            id INTEGER PRIMARY KEY,
            trace TEXT NOT NULL,
            machine TEXT NOT NULL,
            boot TEXT NOT NULL DEFAULT '',
            facts TEXT NOT NULL,
            labels TEXT NOT NULL,
            requestedAt REAL NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            status BLOB,
            offered BLOB,
            closed BLOB,
            stop INTEGER NOT NULL DEFAULT 0,
            settled INTEGER NOT NULL DEFAULT 0,
            UNIQUE (trace, machine)
        );
        CREATE INDEX board_open ON board (machine) WHERE settled = 0 AND closed IS NULL;
        CREATE INDEX board_unanswered ON board (requestedAt) WHERE state = 0 AND closed IS NULL;
        CREATE INDEX board_unsettled ON board (state) WHERE settled = 0 AND state >= 3;
        CREATE TABLE chunk (
            id INTEGER PRIMARY KEY,
            board INTEGER NOT NULL REFERENCES board (id),
            cpu INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            segment INTEGER NOT NULL,
            offset INTEGER NOT NULL,
            length INTEGER NOT NULL,
            rawSize INTEGER NOT NULL,
            pages INTEGER NOT NULL,
            flaw TEXT,
            events INTEGER,
            lost INTEGER,
            firstNs INTEGER,
            lastNs INTEGER,
            UNIQUE (board, cpu, sequence)
        );
        CREATE INDEX chunk_unscanned ON chunk (board, id) WHERE events IS NULL AND flaw IS NULL;
        -- Sums over chunks, kept with them; `next`: every sequence below it is here.
        CREATE TABLE cpu (
            board INTEGER NOT NULL REFERENCES board (id),
            cpu INTEGER NOT NULL,
            next INTEGER NOT NULL,
            stored INTEGER NOT NULL,
            events INTEGER NOT NULL,
            unscanned INTEGER NOT NULL,
            flawed INTEGER NOT NULL,
            rawBytes INTEGER NOT NULL,
            storedBytes INTEGER NOT NULL,
            PRIMARY KEY (board, cpu)
        ) WITHOUT ROWID;
        CREATE TABLE content (
            sha256 BLOB PRIMARY KEY,
            size INTEGER NOT NULL,
            storedBytes INTEGER NOT NULL
        ) WITHOUT ROWID;
        """
}
