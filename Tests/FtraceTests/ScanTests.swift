import Ftrace
import Testing

@Suite("The books")
struct ScanTests {
    @Test(
        "A scan counts what the kernel counted as entries",
        arguments: ["arm64-6.1.192-hwlat", "arm64-6.12.95-rt-hwlat", "x86_64-6.1.192-hwlat"])
    func entries(_ fixture: String) throws {
        let recording = try Recording(fixture: fixture)
        let decoder = try recording.decoder()
        let scans = recording.pages.map { decoder.scan($0.bytes, layout: .fixed(decoder.geometry.pageBytes)) }
        #expect(scans.reduce(0) { $0 + $1.events } == recording.entries.inBuffer)
        #expect(scans.allSatisfy { $0.badPageCount == 0 && $0.lostEvents == 0 && $0.lossesOfUnknownCount == 0 })
        #expect(scans.allSatisfy { $0.countsByID.values.reduce(0, +) == $0.events && $0.countsByID.count == 1 })
    }

    @Test("Packed and whole pages scan to the same")
    func packed() throws {
        let recording = try Recording(fixture: "arm64-6.1.192-sched_irq")
        let decoder = try recording.decoder()
        for (_, bytes) in recording.pages {
            let whole = decoder.scan(bytes, layout: .fixed(decoder.geometry.pageBytes))
            #expect(decoder.scan(recording.packed(bytes, decoder.geometry), layout: .packed) == whole)
            #expect(whole.pages == 3)
            #expect(whole.events > 100)
        }
    }

    @Test("hwlat records come out with the values the kernel printed")
    func hwlat() throws {
        let recording = try Recording(fixture: "arm64-6.1.192-hwlat")
        let decoder = try recording.decoder()
        var records: [HwlatRecord] = []
        for (_, bytes) in recording.pages {
            decoder.hwlat(bytes, layout: .fixed(decoder.geometry.pageBytes)) { records.append($0) }
        }
        records.sort { $0.traceNs < $1.traceNs }
        #expect(records.map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(records.map(\.innerUs) == [3828, 4081, 8055, 12064, 4054])
        #expect(records.map(\.outerUs) == [3873, 4057, 4061, 4104, 4068])
        #expect(records.map(\.count) == [308, 175, 181, 194, 174])
        #expect(records.first?.timestampS == 1_795_460_825 && records.first?.timestampNs == 732_185_520)
        #expect(records.allSatisfy { $0.nmiCount == 0 && $0.nmiTotalNs == 0 })
    }

    @Test("Losses are counted with and without a number")
    func losses() throws {
        let recording = try Recording(fixture: "arm64-6.1.192-hwlat")
        let decoder = try recording.decoder()
        var bytes = recording.packed(recording.pages[0].bytes, decoder.geometry)
        bytes[11] |= 0x80
        #expect(decoder.scan(bytes, layout: .packed).lossesOfUnknownCount == 1)
        bytes[11] |= 0x40
        let counted = bytes + [42, 0, 0, 0, 0, 0, 0, 0]
        let scan = decoder.scan(counted, layout: .packed)
        #expect(scan.lostEvents == 42 && scan.lossesOfUnknownCount == 0)
        #expect(scan.events == 2 && scan.badPageCount == 0)
    }

    @Test("A loss between two pages is told where it happened, one before the first record is not")
    func lostLine() throws {
        var recording = try Recording(fixture: "arm64-6.1.192-hwlat")
        let decoder = try recording.decoder()
        var page = recording.packed(recording.pages[0].bytes, decoder.geometry)
        page[11] |= 0xc0
        page += [42, 0, 0, 0, 0, 0, 0, 0]
        recording.pages = [(1, page + page)]
        let (text, counts) = try recording.report(layout: .packed)
        let lines = text.split(separator: 0x0a).filter { $0.starts(with: Array("CPU:1 [LOST 42 EVENTS]".utf8)) }
        #expect(lines.count == 1)
        #expect(counts.lostEvents == 84)
        #expect(counts.events == 4)
    }
}
