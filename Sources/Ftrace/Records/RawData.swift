/// What somebody wrote into trace_marker_raw (trace_raw_data in kernel/trace/trace_output.c): a number and bytes.
final class RawDataText: RecordText {
    private let id: IntegerField
    private let start: Int

    /// What a record's line may have in all: the kernel drops each piece that does not fit before the last byte, at the end
    /// the newline (TRACE_SEQ_BUFFER_SIZE with pages of 4 KiB, since 6.8; before, no such record could be that long).
    private static let lineBytesMax = 8155

    var bytesMin: Int { max(8, start, id.end) }

    init?(_ format: Format) {
        guard let id = IntegerField(format, "id"), let buffer = format.field("buf") else { return nil }
        self.id = id
        start = buffer.offset
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        let end = text.count - text.lineBytes + Self.lineBytesMax
        text.put("# ")
        text.putHex(UInt64(bitPattern: id.load(record)) & 0xffff_ffff)
        text.put(" buf:")
        for offset in start..<record.count {
            // The next piece would begin where this one could not: the rest is lost, and the next record follows at once.
            guard text.count + 3 <= end else { return }
            text.put(" ")
            text.putHex(UInt64(record.u8(offset)), digits: 2)
        }
        text.put("\n")
    }
}
