/// What somebody wrote into trace_marker_raw (trace_raw_data in kernel/trace/trace_output.c): a number and bytes.
final class RawDataText: RecordText {
    private let id: IntegerField
    private let start: Int
    var bytesMin: Int { max(8, start, id.end) }

    init?(_ format: Format) {
        guard let id = IntegerField(format, "id"), let buffer = format.field("buf") else { return nil }
        self.id = id
        start = buffer.offset
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put("# ")
        text.putHex(UInt64(bitPattern: id.load(record)) & 0xffff_ffff)
        text.put(" buf:")
        text.endPiece()
        for offset in start..<record.count {
            text.put(" ")
            text.putHex(UInt64(record.u8(offset)), digits: 2)
            text.endPiece()
        }
        text.put("\n")
    }
}
