import CZstd
import Foundation
import Ftrace
import TraceFile

/// Rates on the pages of one CPU in memory, by this thread's CPU time: each the best of several runs.
struct Rates {
    private let decoder: Decoder
    private let layout: PageLayout
    private let pages: [UInt8]
    private let pageBytes: Int

    private static let runs = 5
    /// Raw bytes of one chunk.
    private let chunkBytes: Int
    private static let pagesBytesMax = 96 << 20

    enum Trouble: Error {
        case empty
        case different(bare: UInt64, scan: UInt64)
        case zstd(String)
    }

    /// - Parameter chunkBytes: for a recording whose pages come again and again, no more than it has different ones: else the
    ///   compressor finds the repetition, which no real recording has.
    init(_ path: String, chunkBytes: Int) throws {
        guard let capture = try CaptureFile.open(path).first(where: { $0.hasPages }) else { throw Trouble.empty }
        decoder = try Decoder(capture.metadata)
        layout = capture.layout
        pageBytes = capture.pageBytes
        self.chunkBytes = max(1, chunkBytes / capture.pageBytes) * capture.pageBytes
        var pages: [UInt8] = []
        for source in try capture.sources() where pages.count < Self.pagesBytesMax {
            let report = try Self.bytes(source, limit: Self.pagesBytesMax - pages.count)
            pages += report
        }
        self.pages = pages
    }

    private static func bytes(_ source: CPUSource, limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit, let block = try source.nextBlock() { bytes += block }
        return bytes
    }

    func print() throws {
        let bare = best { bareWalk() }
        let scan = best { UInt64(chunks().reduce(0) { $0 + decoder.scan($1, layout: layout).events }) }
        guard bare.result == scan.result else { throw Trouble.different(bare: bare.result, scan: scan.result) }
        line("events", Double(scan.result))
        line("bare-walk-gbps", gbps(bare.seconds))
        line("scan-gbps", gbps(scan.seconds))
        let packed = try compressed()
        let unpack = best { unpackAll(packed, scanning: false) }
        let both = best { unpackAll(packed, scanning: true) }
        line("zstd-gbps", gbps(unpack.seconds))
        line("zstd-scan-gbps", gbps(both.seconds))
        let columns = try columnRows()
        line("columns-mrows", Double(columns.result) / columns.seconds / 1e6)
    }

    private func line(_ name: String, _ value: Double) { Swift.print(name, String(format: "%.3f", value)) }
    private func gbps(_ seconds: Double) -> Double { Double(pages.count) / seconds / 1e9 }

    private func best(_ body: () throws -> UInt64) rethrows -> (seconds: Double, result: UInt64) {
        var seconds = Double.infinity
        var result: UInt64 = 0
        for _ in 0..<Self.runs {
            let start = cpuSeconds()
            result = try body()
            seconds = min(seconds, cpuSeconds() - start)
        }
        return (seconds, result)
    }

    private func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func chunks() -> [UnsafeRawBufferPointer] {
        pages.withUnsafeBytes { all in
            stride(from: 0, to: all.count, by: chunkBytes).map { start in
                UnsafeRawBufferPointer(rebasing: all[start..<min(all.count, start + chunkBytes)])
            }
        }
    }

    /// The peer: the plainest loop that finds every event and counts the ids, for little-endian pages of 64-bit kernels.
    private func bareWalk() -> UInt64 {
        var counts = [UInt32](repeating: 0, count: 65536)
        counts.withUnsafeMutableBufferPointer { counts in
            pages.withUnsafeBytes { all in
                for page in stride(from: 0, to: all.count, by: pageBytes) {
                    var at = page + 16
                    let end = at + Int(all.loadUnaligned(fromByteOffset: page + 8, as: UInt32.self) & 0x7ff_ffff)
                    while at < end {
                        let header = all.loadUnaligned(fromByteOffset: at, as: UInt32.self)
                        switch header & 31 {
                        case 1...28:
                            counts[Int(all.loadUnaligned(fromByteOffset: at + 4, as: UInt16.self))] &+= 1
                            at += 4 + Int(header & 31) * 4
                        case 0:
                            counts[Int(all.loadUnaligned(fromByteOffset: at + 8, as: UInt16.self))] &+= 1
                            at += 4 + Int(all.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                        case 29 where header >> 5 == 0: at = end
                        case 29: at += 4 + Int(all.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                        default: at += 8
                        }
                    }
                }
            }
        }
        return counts.reduce(0) { $0 + UInt64($1) }
    }

    private func compressed() throws -> [[UInt8]] {
        try chunks().map { chunk in
            var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(chunk.count))
            let bytes = ZSTD_compress(&packed, packed.count, chunk.baseAddress, chunk.count, 1)
            guard ZSTD_isError(bytes) == 0 else { throw Trouble.zstd(String(cString: ZSTD_getErrorName(bytes))) }
            return Array(packed.prefix(bytes))
        }
    }

    private func unpackAll(_ packed: [[UInt8]], scanning: Bool) -> UInt64 {
        let context = ZSTD_createDCtx()
        defer { ZSTD_freeDCtx(context) }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkBytes, alignment: 8)
        defer { room.deallocate() }
        var sum: UInt64 = 0
        for chunk in packed {
            let bytes = ZSTD_decompressDCtx(context, room.baseAddress, room.count, chunk, chunk.count)
            guard ZSTD_isError(bytes) == 0 else { continue }
            sum &+= scanning ? decoder.scan(UnsafeRawBufferPointer(rebasing: room[..<bytes]), layout: layout).events : UInt64(bytes)
        }
        return sum
    }

    /// Time, CPU, pid and the first three integer fields of every event.
    private func columnRows() throws -> (seconds: Double, result: UInt64) {
        let ids = decoder.scan(pages, layout: layout).countsByID.keys.sorted()
        let selections = ids.compactMap { id in
            decoder.format(id).map { format in
                let fields = format.fields.filter { field in
                    !field.name.hasPrefix("common_") && field.kind == .scalar && [1, 2, 4, 8].contains(field.bytes)
                }
                return ColumnReader.Selection(event: id, fields: fields.prefix(3).map(\.name))
            }
        }
        let reader = try ColumnReader(decoder, width: 3, selections)
        var columns = Columns(width: 3)
        var seconds = Double.infinity
        var rows = 0
        for _ in 0..<Self.runs {
            let start = cpuSeconds()
            rows = 0
            for chunk in chunks() {
                columns.removeAll()
                _ = try reader.read(chunk, layout: layout, cpu: 0, into: &columns)
                rows += columns.count
            }
            seconds = min(seconds, cpuSeconds() - start)
        }
        return (seconds, UInt64(rows))
    }
}
