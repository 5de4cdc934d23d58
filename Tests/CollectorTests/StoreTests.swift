import FleetAPI
import Foundation
import Logging
import Testing
import Wire

@testable import Collector

@Suite("The store")
struct StoreTests {
    private let board = BoardKey(machine: "board-1", trace: "t1")

    private func open(_ folder: Folder, log: LogSpy = LogSpy()) throws -> Store {
        let data = DataDirectory(folder.url)
        try data.prepare()
        return try Store.open(data, logger: log.logger)
    }

    private func chunk(_ sequence: UInt64, cpu: UInt32 = 0, trace: String = "t1", bytes: Int = 64) throws -> Entry {
        let pages = [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: bytes)
        let key = ChunkKey(machine: "board-1", trace: trace, cpu: cpu, sequence: sequence)
        let record = ChunkRecord(key: key, rawSize: UInt32(bytes), pages: 1, scan: nil, flaw: nil)
        return .chunk(record, data: try Zstd.compress(pages))
    }

    private func sequences(_ store: Store, cpu: UInt32 = 0) throws -> [UInt64] {
        let rows = try store.catalog.chunks(board, cpu: cpu, from: 0, limit: 10_000)
        for row in rows { #expect(try store.pages(row).first == UInt8(truncatingIfNeeded: row.sequence)) }
        return rows.map(\.sequence)
    }

    private func final(_ chunks: UInt64, metadata: [MetadataItem] = []) -> TraceStatus {
        var status = TraceStatus()
        (status.trace, status.state) = ("t1", .ended)
        var cpu = CpuStatus()
        cpu.chunks = chunks
        status.cpus = [cpu]
        status.metadata = metadata
        return status
    }

    private func submit(_ store: Store, _ status: TraceStatus) async throws {
        try await store.submit(.status(machine: "board-1", boot: "b", at: Date(), status))
    }

    @Test("A chunk that comes twice is stored once and acknowledged twice")
    func repeated() async throws {
        let folder = try Folder()
        let store = try open(folder)
        #expect(try await store.submit(chunk(0)) == .kept(ackThrough: 0))
        let size = try File("\(folder.path)/segments/00000001.seg", O_RDONLY).size()
        #expect(try await store.submit(chunk(0)) == .kept(ackThrough: 0))
        #expect(try File("\(folder.path)/segments/00000001.seg", O_RDONLY).size() == size)
        #expect(try await store.catalog.boards(ofTrace: "t1").first?.cpus.first?.stored == 1)
    }

    @Test("A gap holds the acknowledgement back until it is filled")
    func gap() async throws {
        let folder = try Folder()
        let store = try open(folder)
        #expect(try await store.submit(chunk(1)) == .kept(ackThrough: nil))
        #expect(try await store.submit(chunk(2)) == .kept(ackThrough: nil))
        #expect(try await store.submit(chunk(0)) == .kept(ackThrough: 2))
        #expect(try await store.submit(chunk(4)) == .kept(ackThrough: 2))
        #expect(try await store.submit(chunk(3)) == .kept(ackThrough: 4))
    }

    @Test("Whatever was acknowledged is there after a crash at any moment")
    func crash() async throws {
        let folder = try Folder()
        let store = try open(folder)
        for sequence in UInt64(0)..<12 {
            try await store.submit(chunk(sequence))
            let copy = try folder.snapshot()
            #expect(try sequences(try open(copy)) == Array(0...sequence))
        }
    }

    @Test("A crash while many write loses nothing that was acknowledged")
    func crashUnderLoad() async throws {
        let folder = try Folder()
        let store = try open(folder)
        for round in 0..<4 {
            let base = UInt64(round * 64)
            let acknowledged = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sequence in base..<(base + 64) {
                    group.addTask {
                        try await store.submit(try chunk(sequence))
                        acknowledged.add()
                    }
                }
                let before = acknowledged.value
                let copy = try folder.snapshot()
                #expect(try sequences(try open(copy)).count >= Int(base) + before)
                try await group.waitForAll()
            }
        }
        let copy = try folder.snapshot()
        #expect(try sequences(try open(copy)) == Array(0..<256))
    }

    @Test("A lost catalog is rebuilt from the segments with everything in it")
    func rebuild() async throws {
        let folder = try Folder()
        do {
            let store = try open(folder)
            try await store.submit(.machine(name: "board-1", at: Date(), ScriptedBoard.hello()))
            let trace = Trace(
                id: "t1", selector: "lab=a", options: TraceOptions(tracer: "hwlat"), requestedAt: Date(),
                boards: [BoardTrace(machine: "board-1", state: .requested)])
            try await store.submit(.trace(trace))
            for sequence in UInt64(0)..<3 { try await store.submit(chunk(sequence)) }
            try await store.submit(.content(sha256: [UInt8](repeating: 7, count: 32), size: 5, storedBytes: 5))
            try await submit(store, final(3))
        }
        for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
            try? FileManager.default.removeItem(at: folder.url.appending(path: name))
        }
        let log = LogSpy()
        let store = try open(folder, log: log)
        #expect(try sequences(store) == [0, 1, 2])
        let row = try #require(try await store.catalog.boards(ofTrace: "t1").first)
        #expect((row.state, row.labels, row.settled) == (.delivered, ["lab": "a"], true))
        #expect(try await store.catalog.trace("t1")?.options.tracer == "hwlat")
        #expect(try await store.catalog.machines().map(\.name) == ["board-1"])
        #expect(log.lines.contains { $0.contains("indexed records that the catalog lacked") && $0.contains("7") })
    }

    @Test("A torn last record is cut off, told, and writing goes on")
    func tornTail() async throws {
        let folder = try Folder()
        do {
            let store = try open(folder)
            for sequence in UInt64(0)..<3 { try await store.submit(chunk(sequence)) }
        }
        let file = try File("\(folder.path)/segments/00000001.seg", O_RDWR)
        let torn = try chunk(3).record().encoded().dropLast(5)
        try file.write(Array(torn), at: try file.size())
        let log = LogSpy()
        let store = try open(folder, log: log)
        #expect(log.lines.contains { $0.contains("cut off the torn end") && $0.contains("\(torn.count)") })
        #expect(try await store.submit(chunk(3)) == .kept(ackThrough: 3))
        let copy = try folder.snapshot()
        #expect(try sequences(try open(copy)) == [0, 1, 2, 3])
    }

    @Test("A final status is settled when the last chunk and the last metadata are here, and again when it is repeated")
    func settling() async throws {
        let folder = try Folder()
        let store = try open(folder)
        let settled = Settled()
        store.onSettled { settled.add($0) }
        var item = MetadataItem()
        (item.name, item.sha256) = ("header_page", [UInt8](repeating: 1, count: 32))
        try await store.submit(chunk(0))
        try await submit(store, final(2, metadata: [item]))
        #expect(settled.boards.isEmpty)
        try await store.submit(chunk(1))
        #expect(settled.boards.isEmpty)
        try await store.submit(.content(sha256: item.sha256, size: 1, storedBytes: 1))
        await settled.wait(1)
        try await submit(store, final(2, metadata: [item]))
        await settled.wait(2)
        #expect(settled.boards == [board, board])
    }

    @Test("A status that is not final does not replace one that is")
    func finalStays() async throws {
        let folder = try Folder()
        let store = try open(folder)
        try await submit(store, final(0))
        var late = final(0)
        late.state = .running
        try await submit(store, late)
        #expect(try await store.catalog.boards(ofTrace: "t1").first?.status?.state == .ended)
    }

    @Test(
        "On a full disk nothing is acknowledged, and it goes on when there is space again",
        .enabled(if: geteuid() == 0, "needs to mount a small file system"))
    func fullDisk() async throws {
        let folder = try Folder()
        let mounted = try SmallDisk(at: folder.appending("disk"), bytes: 2 << 20)
        let log = LogSpy()
        let data = DataDirectory(mounted.url)
        try data.prepare()
        let store = try Store.open(data, logger: log.logger)
        try await store.submit(chunk(0))
        let filler = mounted.url.appending(path: "filler")
        mounted.fill(filler)
        var noise = (0..<200_000).map { _ in UInt8.random(in: 0...255) }
        noise[0] = 1
        let key = ChunkKey(machine: "board-1", trace: "t1", cpu: 0, sequence: 1)
        let big = Entry.chunk(
            ChunkRecord(key: key, rawSize: UInt32(noise.count), pages: 1, scan: nil, flaw: nil), data: try Zstd.compress(noise))
        await #expect { try await store.submit(big) } throws: { error in
            let told = error as? CollectorError
            return told?.code == .storage && told?.message.contains("No space left") == true
                && told?.hint.contains("free some space") == true
        }
        #expect(log.lines.contains { $0.contains("nothing can be stored") })
        try FileManager.default.removeItem(at: filler)
        #expect(try await store.submit(big) == .kept(ackThrough: 1))
        #expect(try sequences(store) == [0, 1])
    }
}
