import Foundation
import Ftrace

/// Temporary.
let folder = CommandLine.arguments[1]
func read(_ name: String) -> [UInt8] { (try? Array(Data(contentsOf: URL(filePath: folder + "/" + name)))) ?? [] }
var metadata = CaptureMetadata(tracer: "nop")
metadata.headerPage = read("header_page")
metadata.formats = read("formats")
metadata.kallsyms = read("kallsyms")
metadata.printkFormats = read("printk_formats")
metadata.savedCmdlines = read("saved_cmdlines")
metadata.options = read("trace_options")
metadata.clock = "local"
let clock = ContinuousClock()
var start = clock.now
let decoder = try Decoder(metadata)
FileHandle.standardError.write(Data("decoder \(clock.now - start)\n".utf8))
let mode = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "text"
func sources() -> [CPUSource] {
    (0..<64).filter { FileManager.default.fileExists(atPath: folder + "/cpu\($0).raw") }.map { cpu in
        let file = open(folder + "/cpu\(cpu).raw", O_RDONLY)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4096)
        return CPUSource(
            cpu: cpu,
            blocks: {
                let bytes = Glibc.read(file, block.baseAddress, block.count)
                return bytes > 0 ? UnsafeRawBufferPointer(rebasing: block[..<bytes]) : nil
            })
    }
}
start = clock.now
if mode == "text" {
    let report = TextReport(decoder, sources: sources(), layout: .fixed(decoder.geometry.pageBytes))
    while let piece = try report.next() { _ = write(1, piece.baseAddress, piece.count) }
    let took = clock.now - start
    let seconds = Double(took.components.attoseconds) / 1e18 + Double(took.components.seconds)
    FileHandle.standardError.write(
        Data("\(report.counts.events) events \(took) \(Double(report.counts.events) / seconds / 1e6) M/s\n".utf8))
}
func gb(_ bytes: Int, _ took: Duration) -> Double {
    Double(bytes) / (Double(took.components.attoseconds) / 1e18 + Double(took.components.seconds)) / 1e9
}
if mode == "scan" {
    let bytes = read("cpu0.raw")
    bytes.withUnsafeBytes { all in
        for size in [all.count, 256 << 10, 64 << 10] {
            for _ in 0..<3 {
                start = clock.now
                var events: UInt64 = 0
                var at = 0
                while at < all.count {
                    let end = min(all.count, at + size)
                    events += decoder.scan(UnsafeRawBufferPointer(rebasing: all[at..<end]), layout: .fixed(4096)).events
                    at = end
                }
                print("scan", size, events, gb(all.count, clock.now - start), "GB/s")
            }
        }
        for _ in 0..<3 {
            start = clock.now
            var count = 0, sum: UInt64 = 0
            var table = [UInt32](repeating: 0, count: 65536)
            table.withUnsafeMutableBufferPointer { table in
            for page in stride(from: 0, to: all.count, by: 4096) {
                let length = Int(all.loadUnaligned(fromByteOffset: page + 8, as: UInt32.self) & 0x7ffffff)
                var at = page + 16
                let end = at + length
                while at < end {
                    let header = all.loadUnaligned(fromByteOffset: at, as: UInt32.self)
                    let type = header & 31
                    if type >= 1 && type <= 28 {
                        table[Int(all.loadUnaligned(fromByteOffset: at + 4, as: UInt16.self))] += 1
                        count += 1
                        at += 4 + Int(type) * 4
                    } else if type == 0 {
                        at += 4 + Int(all.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                        count += 1
                    } else if type == 29 { break } else { at += 8 }
                }
            }
            }
            sum = table.reduce(0) { $0 + UInt64($1) }
            print("bare", count, sum, gb(all.count, clock.now - start), "GB/s")
        }
    }
}
if mode == "columns" {
    let bytes = read("cpu0.raw")
    var selections: [ColumnReader.Selection] = []
    let scan = decoder.scan(bytes, layout: .fixed(4096))
    for (id, _) in scan.countsByID {
        guard let format = decoder.format(id) else { continue }
        let fields = format.fields[4...].filter { $0.kind == .scalar && [1, 2, 4, 8].contains($0.bytes) }.prefix(3).map(\.name)
        selections.append(.init(event: id, fields: Array(fields)))
    }
    let reader = try ColumnReader(decoder, width: 3, selections)
    var columns = Columns(width: 3)
    for _ in 0..<3 {
        start = clock.now
        var rows = 0
        var sum: Int64 = 0
        try bytes.withUnsafeBytes { all in
            for at in stride(from: 0, to: all.count, by: 256 << 10) {
                columns.removeAll()
                _ = try reader.read(
                    UnsafeRawBufferPointer(rebasing: all[at..<min(all.count, at + 256 << 10)]), layout: .fixed(4096), cpu: 0, into: &columns)
                rows += columns.count
                sum &+= columns.number(columns.count - 1, 0)
            }
        }
        let took = clock.now - start
        print("columns", rows, scan.events, sum, Double(rows) / (Double(took.components.attoseconds) / 1e18) / 1e6, "M rows/s")
    }
}
