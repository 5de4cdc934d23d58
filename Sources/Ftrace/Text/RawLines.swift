/// Lines of the options raw, hex and bin: numbers without names (print_raw_fmt, print_hex_fmt and print_bin_fmt in
/// kernel/trace/trace.c). Few kinds of record have such a form; the others are `type: ID`.
final class RawLines: TracerText {
    enum Form {
        case decimal, hex, binary
    }

    private let decoder: Decoder
    private let lines: LinePrinter
    private let form: Form
    private let records: [Int: RawRecord]
    private let blk: Int?

    init(_ decoder: Decoder, _ lines: LinePrinter, _ form: Form) {
        self.decoder = decoder
        self.lines = lines
        self.form = form
        blk = BlkText.id(decoder.formatSet)
        records = Dictionary(
            decoder.formats.compactMap { format in RawRecord(format, form).map { (format.id, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    var isRepeatable: Bool { true }

    func print(_ stream: CPUStream, _ text: inout TextBuffer) throws -> Bool {
        let record = stream.record
        guard record.count >= decoder.style.bytesMin else { return false }
        if decoder.style.options.contextInfo { context(record, stream.cpu, &text) }
        text.endPiece()
        if form == .binary, record.id == blk, let blk = BlkRecord(record) {
            blk.printBinary(&text)
        } else if let raw = records[record.id], record.count >= raw.bytesMin {
            raw.print(record, lines, &text)
        } else if lines.isKnown(record) {
            text.put("type: ")
            text.putDecimal(UInt64(record.id))
            text.put("\n")
        } else {
            lines.counts.unknownRecords += 1
            if form == .decimal {
                text.putDecimal(UInt64(record.id))
                text.put(" ?\n")
            }
        }
        if form == .hex { text.put("\n") }
        return true
    }

    private func context(_ record: Record, _ cpu: Int, _ text: inout TextBuffer) {
        let pid = decoder.style.pid(record)
        switch form {
        case .decimal:
            text.putDecimal(Int64(pid))
            text.put(" ")
            text.putDecimal(Int64(cpu))
            text.put(" ")
            text.putDecimal(record.timeNs)
            text.put(" ")
        case .hex:
            text.putHexField(UInt64(UInt32(bitPattern: pid)), bytes: 4)
            text.putHexField(UInt64(truncatingIfNeeded: cpu), bytes: 4)
            text.putHexField(record.timeNs, bytes: 8)
        case .binary:
            let bigEndian = decoder.geometry.bigEndian
            text.putMemory(UInt64(UInt32(bitPattern: pid)), bytes: 4, bigEndian: bigEndian)
            text.putMemory(UInt64(truncatingIfNeeded: cpu), bytes: 4, bigEndian: bigEndian)
            text.putMemory(record.timeNs, bytes: 8, bigEndian: bigEndian)
        }
    }
}

extension TextBuffer {
    /// SEQ_PUT_HEX_FIELD: all digits of a number and a space.
    mutating func putHexField(_ value: UInt64, bytes: Int) {
        putHex(value, digits: bytes * 2)
        put(" ")
    }

    /// SEQ_PUT_FIELD: a number as the recording machine's memory has it.
    mutating func putMemory(_ value: UInt64, bytes: Int, bigEndian: Bool) {
        for index in 0..<bytes {
            let shift = UInt64((bigEndian ? bytes - 1 - index : index) * 8)
            put(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
