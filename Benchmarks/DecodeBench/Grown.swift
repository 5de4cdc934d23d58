import Foundation
import Ftrace
import TraceFile

/// A recording of any size and number of CPUs, made of a small one: its pages again and again, each time later.
struct Grown {
    private let metadata: CaptureMetadata
    private let pages: [[UInt8]]
    private let pageBytes: Int
    /// How much later each repetition is.
    private let spanNs: UInt64

    /// - Parameter fixture: a folder of Tests/FtraceTests/Fixtures.
    init(fixture: String) throws {
        let folder = URL(filePath: fixture)
        func read(_ name: String) -> [UInt8] { (try? Array(Data(contentsOf: folder.appending(path: name)))) ?? [] }
        var metadata = CaptureMetadata(tracer: String(decoding: read("current_tracer").prefix { $0 > 0x20 }, as: UTF8.self))
        metadata.headerPage = read("header_page")
        metadata.formats = read("formats")
        metadata.kallsyms = read("kallsyms")
        metadata.printkFormats = read("printk_formats")
        metadata.savedCmdlines = read("saved_cmdlines")
        metadata.options = read("trace_options")
        let decoder = try Decoder(metadata)
        let bytes = decoder.geometry.pageBytes
        pageBytes = bytes
        pages = (0..<64).map { read("cpu\($0).raw") }.filter { !$0.isEmpty }.map { Array($0.prefix($0.count / bytes * bytes)) }
        let scans = pages.map { decoder.scan($0, layout: .fixed(bytes)) }
        let first = scans.compactMap(\.firstNs).min() ?? 0
        spanNs = (scans.compactMap(\.lastNs).max() ?? 0) &- first &+ 1000
        self.metadata = metadata
    }

    /// - Parameter bytes: of all CPUs together, about.
    func write(to path: String, bytes: Int, cpus: Int) throws {
        var metadata = metadata
        metadata.cpus = cpus
        let sources = (0..<cpus).map { cpu in
            let own = pages[cpu % pages.count]
            let times = max(1, bytes / cpus / own.count)
            return (cpu: cpu, source: RepeatedPages(own, pageBytes, spanNs, times: times) as any ByteSource)
        }
        try TraceDatWriter.write(
            [Capture(metadata: metadata, pageBytes: pageBytes, cpus: sources)], to: path, codec: .none, replace: true)
    }
}

/// Pages in memory that are read again and again, each time with later time stamps.
private final class RepeatedPages: ByteSource {
    let size: UInt64
    private let pages: [UInt8]
    private let pageBytes: Int
    private let spanNs: UInt64

    init(_ pages: [UInt8], _ pageBytes: Int, _ spanNs: UInt64, times: Int) {
        self.pages = pages
        self.pageBytes = pageBytes
        self.spanNs = spanNs
        size = UInt64(pages.count) * UInt64(times)
    }

    /// Reads begin and end at pages, as those of the writer do.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(TraceFileError) -> Int {
        let count = Int(min(UInt64(buffer.count), size - min(offset, size)))
        var done = 0
        while done < count {
            let place = offset + UInt64(done)
            let start = Int(place % UInt64(pages.count))
            let piece = min(count - done, pageBytes - start % pageBytes)
            pages.withUnsafeBytes { all in
                UnsafeMutableRawBufferPointer(rebasing: buffer[done..<(done + piece)]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: all[start..<(start + piece)]))
            }
            if start % pageBytes == 0 && piece >= 8 {
                let time = buffer.loadUnaligned(fromByteOffset: done, as: UInt64.self)
                let later = time &+ spanNs &* (place / UInt64(pages.count))
                buffer.storeBytes(of: later, toByteOffset: done, as: UInt64.self)
            }
            done += piece
        }
        return count
    }
}
