import Foundation
import Synchronization

/// Segments as files `NNNNNNNN.seg`, each closed and followed by the next once it has reached its size.
final class FileSegments: Segments {
    static let rollBytes = 64 << 20

    private let folder: String
    private let cutFolder: String
    private let rollBytes: Int
    private let state: Mutex<State>

    private struct State {
        var number: UInt32 = 1
        var size = 0
        /// nil: the next append begins a new file.
        var file: File?
    }

    init(folder: String, cutFolder: String, rollBytes: Int = FileSegments.rollBytes) {
        self.folder = folder
        self.cutFolder = cutFolder
        self.rollBytes = rollBytes
        state = Mutex(State())
    }

    var end: Position {
        state.withLock { Position(segment: $0.number, offset: $0.size) }
    }

    func append(_ records: [[UInt8]]) throws -> [Location] {
        try state.withLock { try append(records, &$0) }
    }

    private func append(_ records: [[UInt8]], _ state: inout State) throws -> [Location] {
        if state.file == nil || state.size >= rollBytes { try begin(&state) }
        guard let file = state.file else { return [] }
        let start = state.size
        var batch: [UInt8] = []
        batch.reserveCapacity(records.reduce(0) { $0 + $1.count })
        var locations: [Location] = []
        for record in records {
            locations.append(Location(segment: state.number, offset: start + batch.count, length: record.count))
            batch += record
        }
        do {
            try file.write(batch, at: start)
            try file.sync()
        } catch {
            // After a failed fsync the page cache cannot be trusted: go on in a new file. Should the
            // truncation fail too, replay steps over what is left.
            try? file.truncate(to: start)
            state.file = nil
            throw error
        }
        state.size += batch.count
        return locations
    }

    func rewind(to position: Position) throws {
        try state.withLock { try rewind(to: position, &$0) }
    }

    private func rewind(to position: Position, _ state: inout State) throws {
        guard state.number == position.segment, let file = state.file else { return }
        try file.truncate(to: position.offset)
        try file.sync()
        state.size = position.offset
    }

    func read(_ location: Location) throws -> Record {
        var bytes: [UInt8] = []
        do {
            bytes = try File(path(location.segment), O_RDONLY).read(location.length, at: location.offset)
        } catch {
            if error.number != ENOENT { throw error.told }
        }
        if let record = Record(bytes[...]) { return record }
        throw CollectorError(
            .storage, "the record at \(location.offset) of \(path(location.segment)) is damaged or gone",
            hint: "look at the disk; put the segment back from a backup")
    }

    func replay(from position: Position, _ body: (Record, Location) throws -> Void) throws -> ReplayReport {
        var report = ReplayReport()
        let numbers = try present()
        let last = max(numbers.last ?? 1, position.segment)
        if !numbers.contains(position.segment), position.offset > 0 { report.shortSegments.append(position.segment) }
        var end = Position(segment: last, offset: 0)
        var file: File?
        for number in numbers where number >= position.segment {
            let opened = try File(path(number), O_RDWR)
            let start = number == position.segment ? position.offset : 0
            var walk = SegmentWalk(file: opened, number: number, at: start, size: try opened.size())
            if walk.size < start { report.shortSegments.append(number) }
            while let (record, location) = try walk.next() {
                report.records += 1
                try body(record, location)
            }
            report.damagedBytes += walk.damagedBytes
            if number == last, walk.tornBytes > 0 {
                try cut(opened, number, at: walk.at, bytes: walk.tornBytes)
                report.cutBytes += walk.tornBytes
            } else {
                report.damagedBytes += walk.tornBytes
            }
            end = Position(segment: number, offset: walk.at)
            file = opened
        }
        // A segment that lost its end is never written to again: the catalog knows places in it.
        let reusable = end.segment == last && report.shortSegments.last != last
        let resumed = State(number: last, size: reusable ? end.offset : position.offset, file: reusable ? file : nil)
        state.withLock { $0 = resumed }
        return report
    }

    /// Keeps a copy of the torn end, then cuts it off.
    private func cut(_ file: File, _ number: UInt32, at offset: Int, bytes: Int) throws {
        let torn = try file.read(bytes, at: offset)
        try File.replace("\(cutFolder)/\(name(number)).\(offset)", with: torn, mode: 0o600)
        try file.truncate(to: offset)
        try file.sync()
    }

    private func begin(_ state: inout State) throws {
        let isFirst = state.number == 1 && state.size == 0 && state.file == nil && !FileManager.default.fileExists(atPath: path(1))
        let number = isFirst ? 1 : state.number + 1
        let file = try File(path(number), O_RDWR | O_CREAT | O_EXCL)
        try File.syncDirectory(of: path(number))
        state = State(number: number, size: 0, file: file)
    }

    private func present() throws -> [UInt32] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".seg") }
            .compactMap { UInt32($0.dropLast(4)) }
            .sorted()
    }

    private func name(_ number: UInt32) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".seg"
    }

    private func path(_ number: UInt32) -> String { "\(folder)/\(name(number))" }
}
