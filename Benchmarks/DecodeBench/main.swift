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
