import Foundation
import Testing

@testable import Collector

@Suite("Segments")
struct SegmentTests {
    private func segments(_ folder: Folder, rollBytes: Int = FileSegments.rollBytes) throws -> FileSegments {
        for name in ["segments", "cut"] {
            try FileManager.default.createDirectory(at: folder.appending(name), withIntermediateDirectories: true)
        }
        return FileSegments(folder: "\(folder.path)/segments", cutFolder: "\(folder.path)/cut", rollBytes: rollBytes)
    }

    private func record(_ number: UInt64, bytes: Int = 40) -> Record {
        var header = RecordHeader()
        (header.kind, header.machine, header.trace, header.sequence) = (8, "board-1", "t1", number)
        return Record(header: header, payload: (0..<bytes).map { UInt8(truncatingIfNeeded: Int(number) + $0) })
    }

    private func write(_ count: UInt64, to segments: FileSegments) throws -> [Location] {
        _ = try segments.replay(from: Position()) { _, _ in }
        return try (0..<count).flatMap { try segments.append([record($0).encoded()]) }
    }

    private func readBack(_ folder: Folder) throws -> (numbers: [UInt64], report: ReplayReport, segments: FileSegments) {
        let segments = try segments(folder)
        var numbers: [UInt64] = []
        let report = try segments.replay(from: Position()) { found, _ in
            #expect(found == record(found.header.sequence))
            numbers.append(found.header.sequence)
        }
        return (numbers, report, segments)
    }

    @Test("CRC-32C is the one of RFC 3720")
    func crc() {
        #expect(CRC32C.of(Array("123456789".utf8)) == 0xe306_9283)
        #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
        #expect(CRC32C.of(Array("1234".utf8), Array("56789".utf8)) == 0xe306_9283)
        #expect(CRC32C.of() == 0)
    }

    @Test("A write cut short at any byte of the last record loses that record only, and writing goes on")
    func torn() throws {
        let folder = try Folder()
        let locations = try write(3, to: try segments(folder))
        let path = "\(folder.path)/segments/00000001.seg"
        let whole = try File.contents(path)
        let last = try #require(locations.last)
        for end in last.offset..<whole.count {
            try Data(whole[..<end]).write(to: URL(filePath: path))
            let (numbers, report, segments) = try readBack(folder)
            #expect(numbers == [0, 1])
            #expect(report.cutBytes == end - last.offset)
            #expect(
                try segments.append([record(9).encoded()]).first == Location(segment: 1, offset: last.offset, length: last.length))
            #expect(try segments.read(locations[1]) == record(1))
            #expect(try readBack(folder).numbers == [0, 1, 9])
        }
        #expect(try !FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/cut").isEmpty)
    }

    @Test("Any flipped byte of a record in the middle loses that record and no other")
    func flipped() throws {
        let folder = try Folder()
        let locations = try write(3, to: try segments(folder))
        let path = "\(folder.path)/segments/00000001.seg"
        let whole = try File.contents(path)
        for offset in locations[1].offset..<locations[2].offset {
            var damaged = whole
            damaged[offset] ^= 0x5a
            try Data(damaged).write(to: URL(filePath: path))
            let (numbers, report, segments) = try readBack(folder)
            #expect(numbers == [0, 2])
            #expect((report.damagedBytes, report.cutBytes) == (locations[1].length, 0))
            #expect(throws: CollectorError.self) { try segments.read(locations[1]) }
        }
    }

    @Test("A segment that has reached its size is followed by the next")
    func rolling() throws {
        let folder = try Folder()
        let small = try segments(folder, rollBytes: 300)
        let locations = try write(20, to: small)
        #expect(Set(locations.map(\.segment)).count > 3)
        #expect(try readBack(folder).numbers == Array(0..<20))
        for (number, location) in locations.enumerated() { #expect(try small.read(location) == record(UInt64(number))) }
    }

    @Test("What is rewound is not read back, and its place is used again")
    func rewinding() throws {
        let folder = try Folder()
        let segments = try segments(folder)
        _ = try write(2, to: segments)
        let before = segments.end
        _ = try segments.append([record(7).encoded()])
        try segments.rewind(to: before)
        #expect(segments.end == before)
        _ = try segments.append([record(8).encoded()])
        #expect(try readBack(folder).numbers == [0, 1, 8])
    }

    @Test("A segment shorter than the catalog knows it is reported and not written to again")
    func short() throws {
        let folder = try Folder()
        let first = try segments(folder)
        _ = try write(3, to: first)
        let known = first.end
        try File("\(folder.path)/segments/00000001.seg", O_RDWR).truncate(to: 10)
        let second = try segments(folder)
        let report = try second.replay(from: known) { _, _ in }
        #expect(report.shortSegments == [1])
        #expect(try second.append([record(4).encoded()]).first?.segment == 2)
    }
}
