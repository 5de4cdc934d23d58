import Ftrace
import Testing

@Suite("Damage")
struct DamageTests {
    private func load() throws -> (recording: Recording, decoder: Decoder, page: [UInt8]) {
        let recording = try Recording(fixture: "arm64-6.1.192-sched_irq")
        let decoder = try recording.decoder()
        return (recording, decoder, Array(recording.pages[0].bytes.prefix(decoder.geometry.pageBytes)))
    }

    @Test("A page cut anywhere is one bad page, named, and what stands before the cut is counted or given up")
    func truncated() throws {
        let (recording, decoder, page) = try load()
        let packed = recording.packed(page, decoder.geometry)
        for length in 1..<packed.count {
            let scan = decoder.scan(Array(packed.prefix(length)), layout: .packed)
            #expect(scan.badPageCount == 1 && scan.pages == 1 && scan.events == 0)
            let damage: PageDamage = length < decoder.geometry.dataOffset ? .truncatedHeader : .commitPastEnd
            #expect(scan.badPages == [BadPage(offset: 0, damage: damage)])
        }
    }

    @Test("An absurd commit length is a bad page, and the next page is decoded")
    func absurdCommit() throws {
        let (_, decoder, page) = try load()
        var broken = page
        broken[8] = 0xff
        broken[9] = 0xff
        broken[10] = 0xff
        let bytes = decoder.geometry.pageBytes
        let good = decoder.scan(page, layout: .fixed(bytes))
        let scan = decoder.scan(broken + page, layout: .fixed(bytes))
        #expect(scan.badPages == [BadPage(offset: 0, damage: .commitPastEnd)])
        #expect(scan.events == good.events)
        #expect(scan.pages == 2)
    }

    @Test("An event longer than its page is named by its offset, and the events before it stay")
    func eventPastCommit() throws {
        let (_, decoder, page) = try load()
        var broken = page
        // The first event becomes one with a length word, and that word is far too large.
        broken[16] &= 0xe0
        broken[20] = 0xff
        broken[21] = 0xff
        broken[22] = 0xff
        let scan = decoder.scan(broken, layout: .fixed(decoder.geometry.pageBytes))
        #expect(scan.badPages == [BadPage(offset: 0, damage: .eventPastCommit(offset: 16))])
        #expect(scan.events == 0)
        broken[20] = 3
        broken[21] = 0
        broken[22] = 0
        broken[23] = 0
        let short = decoder.scan(broken, layout: .fixed(decoder.geometry.pageBytes))
        #expect(short.badPages == [BadPage(offset: 0, damage: .eventLength(offset: 16))])
    }

    @Test("Flipped bits end neither the scan nor the text", arguments: 1...40 as ClosedRange<UInt64>)
    func flippedBits(_ seed: UInt64) throws {
        var (recording, decoder, _) = try load()
        var generator = Generator(seed: seed)
        recording.pages = recording.pages.map { cpu, bytes in
            var bytes = bytes
            for _ in 0..<64 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            return (cpu, bytes)
        }
        let layout = PageLayout.fixed(decoder.geometry.pageBytes)
        let scans = recording.pages.map { decoder.scan($0.bytes, layout: layout) }
        let (text, counts) = try recording.report()
        #expect(counts.events == scans.reduce(0) { $0 + $1.events })
        #expect(counts.badPages == scans.reduce(0) { $0 + $1.badPageCount })
        #expect(counts.pages == 6)
        #expect(text.count { $0 == 0x0a } >= Int(counts.events))
    }

    @Test(
        "Formats that lie about sizes and offsets end nothing: their records are too short or merely odd",
        arguments: 1...40 as ClosedRange<UInt64>)
    func lyingFormats(_ seed: UInt64) throws {
        var (recording, _, _) = try load()
        var generator = Generator(seed: seed)
        var blob: [UInt8] = []
        var formats = recording.metadata.formats[...]
        while let newline = formats.firstIndex(of: 0x0a) {
            let line = formats[..<newline]
            let words = line.split(separator: 0x20)
            let length = try #require(words.last.flatMap { Int(String(decoding: $0, as: UTF8.self)) })
            var body = Array(formats[(newline + 1)...].prefix(length))
            for _ in 0..<8 {
                let at = Int.random(in: 0..<body.count, using: &generator)
                body[at] =
                    Bool.random(using: &generator)
                    ? UInt8.random(in: 0x30...0x39, using: &generator) : UInt8.random(in: 0x20...0x7e, using: &generator)
            }
            blob += line + [0x0a] + body
            formats = formats[(newline + 1)...].dropFirst(length)
        }
        recording.metadata.formats = blob
        let (_, counts) = try recording.report()
        let whole = try Recording(fixture: "arm64-6.1.192-sched_irq").report().counts
        #expect(counts.events == whole.events)
        #expect(counts.badPages == 0)
    }

    @Test("A blob of formats that is cut short is refused by name")
    func cutBlob() throws {
        var (recording, _, _) = try load()
        recording.metadata.formats.removeLast(10)
        #expect(throws: FtraceError.self) { try recording.decoder() }
        recording.metadata.formats = Array("nonsense".utf8)
        #expect(throws: FtraceError.formats("the last entry has no line of its own")) { try recording.decoder() }
    }

    @Test("A header_page that cannot be is refused by name")
    func headerPage() throws {
        var (recording, _, _) = try load()
        recording.metadata.headerPage = []
        #expect(throws: FtraceError.headerPage("the fields timestamp, commit and data must be there")) { try recording.decoder() }
        let huge =
            "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
            + "\tfield: char data;\toffset:16;\tsize:99999999;\tsigned:0;\n"
        recording.metadata.headerPage = Array(huge.utf8)
        #expect(throws: FtraceError.self) { try recording.decoder() }
    }

    @Test("Nothing at all is an empty scan and an empty report")
    func nothing() throws {
        var (recording, decoder, _) = try load()
        #expect(decoder.scan([], layout: .packed) == Scan())
        recording.pages = []
        let (text, counts) = try recording.report()
        #expect(counts == ReportCounts())
        #expect(text.starts(with: Array("# tracer: nop\n".utf8)))
    }

    @Test("Sub-buffers of a nonsensical size end nothing", arguments: [0, 1, 15, 17, 100])
    func oddLayout(_ bytes: Int) throws {
        let (_, decoder, page) = try load()
        let scan = decoder.scan(page, layout: .fixed(bytes))
        #expect(scan.badPageCount > 0 && scan.badPages.count <= Scan.badPagesNamedMax)
    }
}
