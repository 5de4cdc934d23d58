import Crypto
import Foundation
import Wire

@testable import Collector

/// A recording of the hwlat tracer from an arm64 kernel 6.1 with two CPUs: sub-buffers, metadata, and
/// the text that the kernel itself printed for them.
struct HwlatFixture {
    static func file(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Fixtures/hwlat")
        return Array(try Data(contentsOf: folder.appending(path: name)))
    }

    /// One CPU's sub-buffer cut to its committed length, as an agent ships it.
    static func pages(cpu: UInt32) throws -> [UInt8] {
        let raw = try file("cpu\(cpu).raw")
        let commit = Int(raw[8]) | Int(raw[9]) << 8
        return Array(raw.prefix(16 + commit))
    }

    static func chunk(trace: String, cpu: UInt32, sequence: UInt64 = 0) throws -> Chunk {
        let pages = try pages(cpu: cpu)
        var chunk = Chunk()
        (chunk.trace, chunk.cpu, chunk.sequence) = (trace, cpu, sequence)
        (chunk.rawSize, chunk.pages) = (UInt32(pages.count), 1)
        chunk.data = try Zstd.compress(pages)
        return chunk
    }

    static func items(_ names: [String] = ["header_page", "formats", "trace_options"]) throws -> [MetadataItem] {
        try names.map { name in
            var item = MetadataItem()
            let content = try file(name)
            (item.name, item.sha256, item.size) = (name, Array(SHA256.hash(data: content)), UInt64(content.count))
            return item
        }
    }

    static func content(_ sha256: [UInt8]) throws -> [UInt8] {
        for item in try items() where item.sha256 == sha256 { return try file(item.name) }
        throw CocoaError(.fileNoSuchFile)
    }

    /// The final status of a board that traced these records for ten seconds.
    static func ended(_ trace: String) throws -> TraceStatus {
        var status = TraceStatus()
        (status.trace, status.state, status.ranNs) = (trace, .ended, 10_000_000_000)
        (status.sampledNs, status.samplingCpus) = (4_000_000_000, 1)
        status.settings = [
            Pair("current_tracer", "hwlat"), Pair("trace_clock", "local"), Pair("tracing_thresh", "10"),
            Pair("hwlat_detector/width", "500000"), Pair("hwlat_detector/window", "1000000"),
            Pair("hwlat_detector/mode", "round-robin"),
        ]
        for (cpu, events) in [(UInt32(0), UInt64(2)), (1, 3)] {
            var books = CpuStatus()
            (books.cpu, books.chunks, books.readEvents) = (cpu, 1, events)
            status.cpus.append(books)
        }
        status.metadata = try items()
        return status
    }
}
