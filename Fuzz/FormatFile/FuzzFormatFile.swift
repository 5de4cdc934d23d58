import Ftrace
import FuzzSupport

/// A format file as a stranger sends it, and a record of arbitrary bytes printed by it: whatever the file says about
/// offsets, sizes and expressions, nothing outside the record may be read.
///
/// Input: format file, a zero byte, the record.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFormatFile(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let split = bytes.firstIndex(of: 0) ?? bytes.count
    var metadata = CaptureMetadata(tracer: "nop")
    metadata.headerPage = Array(SmallKernel.headerPage.utf8)
    metadata.formats = Array("test/event \(split)\n".utf8) + bytes[..<split]
    guard let decoder = try? Decoder(metadata), let format = decoder.formats.first else { return 0 }
    let block = SmallKernel.page(id: format.id, record: bytes[min(split + 1, count)...].prefix(4000))
    let report = TextReport(decoder, sources: [CPUSource(cpu: 0, block: block)], layout: .packed)
    var text: [UInt8] = []
    while (try? report.next(into: &text)) == true { text.removeAll(keepingCapacity: true) }
    precondition(report.counts.events == 1, "the record was not met")
    return 0
}
