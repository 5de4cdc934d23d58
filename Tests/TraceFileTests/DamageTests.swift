import Ftrace
import Testing

@testable import TraceFile

@Suite("Damaged recordings")
struct DamageTests {
    private static let files = ["v6.dat", "v7-none.dat", "v7-zstd.dat"]

    /// Opens and decodes to the end. Whatever the damage, that is a named error, or text with a note or fewer records.
    @discardableResult
    private func decode(_ bytes: [UInt8]) throws -> Int? {
        do {
            let captures = try CaptureFile.open(MemorySource(bytes), name: "memory")
            return try captures.reduce(0) { try $0 + $1.records().count }
        } catch is TraceFileError {
            return nil
        } catch is FtraceError {
            return nil
        }
    }

    @Test("A file may end anywhere", arguments: files)
    func truncation(_ name: String) throws {
        let bytes = try Fixture.bytes(name)
        let whole = try #require(try decode(bytes))
        var lengths = Set(stride(from: 0, to: bytes.count, by: 211))
        for boundary in boundaries(bytes) {
            for length in [boundary - 1, boundary, boundary + 1] where (0...bytes.count).contains(length) { lengths.insert(length) }
        }
        #expect(lengths.count > 40)
        for length in lengths.sorted() {
            let found = try decode(Array(bytes.prefix(length)))
            #expect(found ?? 0 <= whole, "cut to \(length) bytes")
        }
    }

    /// Where parts of the file begin: sections, options, pages, and each of the first 64 bytes.
    private func boundaries(_ bytes: [UInt8]) -> [Int] {
        let sections = SectionWalk(MemorySource(bytes), at: 32, bigEndian: false).sections.flatMap {
            [Int($0.start), Int($0.body), Int($0.end)]
        }
        return Array(0..<64) + sections + stride(from: 4096, through: bytes.count, by: 4096)
    }

    @Test("Of a file that was cut, what is there is read, and what is missing is noted", arguments: ["v6.dat", "v7-none.dat"])
    func cutPages(_ name: String) throws {
        let bytes = try Fixture.bytes(name)
        let whole = try #require(CaptureFile.open(MemorySource(bytes), name: "memory").first)
        let place = try #require(whole.pages.last)
        let cut = Array(bytes.prefix(Int(place.offset) + 4096))
        let capture = try #require(CaptureFile.open(MemorySource(cut), name: "memory").first)
        #expect(capture.notes.contains { $0.contains("the file was cut") })
        #expect(try capture.allPages()[0] == whole.allPages()[0])
        #expect(try capture.allPages()[1] == Array(whole.allPages()[1].prefix(4096)))
        #expect(try capture.records().count > 200)
    }

    @Test("Of a compressed file that lost its end, the chunks that are there are found")
    func cutChunks() throws {
        let bytes = try Fixture.bytes("v7-zstd.dat")
        let whole = try #require(CaptureFile.open(MemorySource(bytes), name: "memory").first)
        let place = try #require(whole.pages.last)
        // The options that say where pages lie come last: they are lost first.
        let capture = try #require(
            CaptureFile.open(MemorySource(Array(bytes.prefix(Int(place.offset + place.count)))), name: "memory").first)
        #expect(capture.notes.contains { $0.contains("found by looking") })
        #expect(try capture.allPages() == whole.allPages())
    }

    @Test("A chunk that cannot be unpacked is named with its place and CPU, and the next ones are read")
    func badChunk() throws {
        var bytes = try Fixture.bytes("v7-zstd.dat")
        let whole = try #require(CaptureFile.open(MemorySource(bytes), name: "memory").first)
        let place = Int(whole.pages[0].offset)
        bytes[place + 4 + 8] ^= 0xff
        let capture = try #require(CaptureFile.open(MemorySource(bytes), name: "the file").first)
        let damage = DamageLog()
        #expect(try capture.records(damage: damage).count > 100)
        #expect(damage.places == ["CPU 0, at offset \(place + 4) of the file: a chunk of pages cannot be unpacked and is left out"])
    }

    @Test("Flipped bits never do more than lose records", arguments: files, [UInt64(1), 2, 3])
    func flips(_ name: String, _ seed: UInt64) throws {
        let bytes = try Fixture.bytes(name)
        var generator = Generator(seed: seed)
        var opened = 0
        for _ in 0..<60 {
            var damaged = bytes
            for _ in 0...Int.random(in: 0..<8, using: &generator) {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            if try decode(damaged) != nil { opened += 1 }
        }
        #expect(opened > 0)
    }

    @Test("Lengths beyond reason are refused before memory is taken", arguments: files)
    func absurdLengths(_ name: String) throws {
        let bytes = try Fixture.bytes(name)
        var generator = Generator(seed: 7)
        // The places of lengths: any aligned or unaligned word of the metadata becomes enormous.
        for _ in 0..<200 {
            var damaged = bytes
            let place = Int.random(in: 12..<(min(damaged.count, 8192) - 8), using: &generator)
            for index in 0..<[2, 4, 8][Int.random(in: 0..<3, using: &generator)] { damaged[place + index] = 0xff }
            let found = try decode(damaged)
            #expect(found ?? 0 <= 1000)
        }
    }

    @Test(
        "CPUs that name the same bytes do not make a file longer than it is, and that is noted",
        arguments: ["v6.dat", "v7-none.dat"])
    func overlappingPages(_ name: String) throws {
        var bytes = try Fixture.bytes(name)
        let whole = try #require(CaptureFile.open(MemorySource(bytes), name: "memory").first)
        func word(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
        for pages in whole.pages {
            let entry = word(pages.offset) + word(pages.count)
            let place = try #require(bytes.indices.first { bytes[$0...].starts(with: entry) })
            bytes.replaceSubrange(place..<(place + 16), with: word(64) + word(UInt64(bytes.count) - 64))
        }
        let capture = try #require(CaptureFile.open(MemorySource(bytes), name: "memory").first)
        #expect(capture.pages.count == whole.pages.count)
        #expect(capture.pages.reduce(0) { $0 + $1.count } <= UInt64(bytes.count))
        #expect(capture.notes.contains { $0.contains("names the same bytes more than once") })
        #expect(try decode(bytes) != nil)
    }

    @Test("Pages smaller than any are not believed, and what is written of them can be read")
    func tinyPages() throws {
        var bytes = try Fixture.bytes("v7-none.dat")
        // "size:4080;" of char data.
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: "size:4080;".utf8) })
        bytes.replaceSubrange((place + 5)..<(place + 9), with: Array("0040".utf8))
        let walk = SectionWalk(MemorySource(bytes), at: 32, bigEndian: false)
        let buffer = try #require(walk.sections.first { $0.id == TraceDatOptions.ID.buffer })
        let scratch = try Scratch()
        for length in [bytes.count, Int(buffer.body) + 8192] {
            let captures = try CaptureFile.open(MemorySource(Array(bytes.prefix(length))), name: "memory")
            let path = scratch.path("\(length).dat")
            try TraceDatWriter.write(captures, to: path)
            #expect(try CaptureFile.open(path).count >= captures.count)
        }
    }

    @Test("An event whose id is the lowest number of all ends nothing")
    func lowestID() throws {
        var bytes = try Fixture.bytes("v6.dat")
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: "name: bputs\nID: ".utf8) })
        bytes.replaceSubrange((place + 16)..<(place + 36), with: Array("-9223372036854775808".utf8))
        #expect(try CaptureFile.open(MemorySource(bytes), name: "memory").first != nil)
    }

    @Test("Options that lead back to themselves end")
    func loop() throws {
        var bytes = try Fixture.bytes("v7-none.dat")
        let walk = SectionWalk(MemorySource(bytes), at: 32, bigEndian: false)
        let options = try #require(walk.sections.first { $0.id == 0 })
        let link = Int(options.end) - 8
        for (index, byte) in withUnsafeBytes(of: options.start.littleEndian, Array.init).enumerated() { bytes[link + index] = byte }
        let capture = try #require(CaptureFile.open(MemorySource(bytes), name: "memory").first)
        #expect(capture.notes.contains { $0.contains("lead back to themselves") })
    }
}
