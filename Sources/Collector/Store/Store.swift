import Foundation
import Logging

/// Everything that is kept: the segments, their index and the boards' metadata.
final class Store: Sendable {
    let catalog: any Catalog
    let contents: ContentFiles
    private let segments: any Segments
    private let committer: Committer

    private static let replayBatch = 512

    /// Opens a prepared data folder and brings the catalog up to what the segments hold.
    static func open(_ data: DataDirectory, logger: Logger) throws(CollectorError) -> Store {
        let segments = FileSegments(folder: data.path("segments"), cutFolder: data.path("cut"))
        let catalog = try SQLiteCatalog(path: data.path("catalog.sqlite"))
        do {
            try recover(segments, catalog, logger)
        } catch let error as CollectorError {
            throw error
        } catch let error as SystemError {
            throw error.told
        } catch {
            throw SQLiteCatalog.told(error, data.path("catalog.sqlite"))
        }
        return Store(segments: segments, catalog: catalog, contents: ContentFiles(folder: data.path("contents")), logger: logger)
    }

    init(segments: any Segments, catalog: any Catalog, contents: ContentFiles, logger: Logger) {
        self.segments = segments
        self.catalog = catalog
        self.contents = contents
        committer = Committer(segments: segments, catalog: catalog, logger: logger)
    }

    func onSettled(_ body: @escaping @Sendable (Set<BoardKey>) -> Void) {
        committer.onSettled(body)
    }

    /// Keeps an entry. `done` is called on the committer's thread once it is durable, or with why it is not.
    func submit(_ entry: Entry, _ done: @escaping Committer.Done) {
        committer.submit(entry, done)
    }

    @discardableResult
    func submit(_ entry: Entry) async throws -> Stored {
        try await withCheckedThrowingContinuation { continuation in
            committer.submit(entry) { continuation.resume(with: $0) }
        }
    }

    /// The compressed bytes of a stored chunk.
    func data(_ chunk: ChunkRow) throws -> [UInt8] {
        try segments.read(chunk.location).payload
    }

    /// The sub-buffers of a stored chunk.
    func pages(_ chunk: ChunkRow) throws -> [UInt8] {
        try Zstd.decompress(try data(chunk), rawSize: Int(chunk.rawSize))
    }

    /// Indexes what the catalog does not know yet: all of it, when the catalog is new.
    private static func recover(_ segments: any Segments, _ catalog: any Catalog, _ logger: Logger) throws {
        let from = try catalog.position()
        var batch: [PlacedEntry] = []
        var end = from
        var strange = 0
        let report = try segments.replay(from: from) { record, location in
            // A record of a newer collector's kind stays in its segment, for that collector.
            if let entry = try? Entry(record) {
                batch.append(PlacedEntry(entry: entry, location: location))
            } else {
                strange += 1
            }
            end = Position(segment: location.segment, offset: location.offset + location.length)
            if batch.count >= replayBatch {
                _ = try catalog.apply(batch, upTo: end)
                batch.removeAll(keepingCapacity: true)
            }
        }
        if !batch.isEmpty || end != from { _ = try catalog.apply(batch, upTo: end) }
        log(report, strange, logger)
    }

    private static func log(_ report: ReplayReport, _ strange: Int, _ logger: Logger) {
        if report.records > 0 { logger.info("indexed records that the catalog lacked", metadata: ["records": "\(report.records)"]) }
        if strange > 0 {
            logger.warning("some records are of a kind that this version does not know", metadata: ["records": "\(strange)"])
        }
        if report.cutBytes > 0 {
            logger.warning(
                "cut off the torn end of the last segment; nothing acknowledged was in it",
                metadata: ["bytes": "\(report.cutBytes)"])
        }
        if report.damagedBytes > 0 {
            logger.error("a segment is damaged; what stood there is lost", metadata: ["bytes": "\(report.damagedBytes)"])
        }
        for segment in report.shortSegments {
            logger.error("a segment is shorter than it was; put it back from a backup", metadata: ["segment": "\(segment)"])
        }
    }
}
