/// A place between records.
struct Position: Equatable, Comparable, Sendable {
    var segment: UInt32 = 1
    var offset = 0

    static func < (left: Position, right: Position) -> Bool {
        (left.segment, left.offset) < (right.segment, right.offset)
    }
}

/// Where a record stands.
struct Location: Equatable, Sendable {
    let segment: UInt32
    let offset: Int
    let length: Int
}

/// What a replay met beside good records.
struct ReplayReport: Equatable, Sendable {
    var records = 0
    /// Bytes at the very end that were never a whole record: cut off, a copy kept in cut/.
    var cutBytes = 0
    /// Bytes between good records that are damaged: left where they are.
    var damagedBytes = 0
    /// Segments that are shorter than the catalog knows them, or gone.
    var shortSegments: [UInt32] = []
}

/// Where records are kept, append-only. Files in a folder here; an object store could be another.
protocol Segments: Sendable {
    /// Where the next record goes.
    var end: Position { get }

    /// Returns when the records are durable. When it throws, none of them will be read back.
    func append(_ records: [[UInt8]]) throws -> [Location]

    /// Forgets what was appended since `position` was the end.
    func rewind(to position: Position) throws

    /// - Throws: `CollectorError` when the record is damaged or gone.
    func read(_ location: Location) throws -> Record

    /// Goes through every record from `position` on, and makes the end fit to append to.
    func replay(from position: Position, _ body: (Record, Location) throws -> Void) throws -> ReplayReport
}
