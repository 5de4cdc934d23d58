import Ftrace

/// A format file as a stranger sends it, and a record of arbitrary bytes printed by it: whatever the file says about
/// offsets, sizes and expressions, nothing outside the record may be read.
///
/// Input: format file, a zero byte, the record.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFormatFile(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let split = bytes.firstIndex(of: 0) ?? bytes.count
    var metadata = CaptureMetadata(tracer: "nop")
    metadata.headerPage = Array(headerPage.utf8)
    metadata.formats = Array("test/event \(split)\n".utf8) + bytes[..<split]
    guard let decoder = try? Decoder(metadata), let format = decoder.formats.first else { return 0 }
    var block: [UInt8]? = page(id: format.id, record: bytes[min(split + 1, count)...].prefix(4000))
    let report = TextReport(
        decoder,
        sources: [
            CPUSource(cpu: 0) {
                defer { block = nil }
                return block
            }
        ],
        layout: .packed)
    var text: [UInt8] = []
    while (try? report.next(into: &text)) == true { text.removeAll(keepingCapacity: true) }
    precondition(report.counts.events == 1, "the record was not met")
    return 0
}

private let headerPage = """
    \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
    \tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;
    \tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;

    """

/// A page with one record that has this id and these bytes behind it.
private func page(id: Int, record: ArraySlice<UInt8>) -> [UInt8] {
    var data = [UInt8(id & 0xff), UInt8(id >> 8 & 0xff)] + record
    data += Array(repeating: 0, count: (8 - data.count % 8) % 8)
    let length = data.count + 4
    func little(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> (8 * $0) & 0xff) } }
    return little(0, 8) + little(data.count + 8, 8) + little(0, 4) + little(length, 4) + data
}
