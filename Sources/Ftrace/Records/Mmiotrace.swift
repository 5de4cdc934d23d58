/// Accesses to and mappings of device memory (kernel/trace/trace_mmiotrace.c). Only the tracer mmiotrace prints them;
/// under any other the kernel knows no text for these records.
final class MmiotraceText: RecordText {
    private let opcode, width, map, physical, second, third: IntegerField
    private let isMap: Bool
    private let id: Int
    let bytesMin: Int

    /// enum mm_io_opcode in include/linux/mmiotrace.h.
    private enum Opcode {
        static let read: Int64 = 1, write: Int64 = 2, map: Int64 = 3, unmap: Int64 = 4, unknown: Int64 = 5
    }

    init?(_ format: Format) {
        isMap = format.name == "mmiotrace_map"
        guard let opcode = IntegerField(format, "opcode"), let map = IntegerField(format, "map_id"),
            let physical = IntegerField(format, "phys"), let second = IntegerField(format, isMap ? "virt" : "value"),
            let third = IntegerField(format, isMap ? "len" : "pc"),
            let width = isMap ? .absent(0) : IntegerField(format, "width")
        else { return nil }
        self.opcode = opcode
        self.map = map
        self.physical = physical
        self.second = second
        self.third = third
        self.width = width
        id = format.id
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put("Unknown type ")
        text.putDecimal(UInt64(id))
        text.put("\n")
    }

    /// The whole line under the tracer. The record has at least `bytesMin` bytes.
    func printLine(_ record: Record, _ text: inout TextBuffer) {
        switch (opcode.load(record), isMap) {
        case (Opcode.read, false): access("R ", record, &text)
        case (Opcode.write, false): access("W ", record, &text)
        case (Opcode.unknown, false): unknown(record, &text)
        case (_, false): text.put("rw what?\n")
        case (Opcode.map, true):
            begin("MAP", record, &text)
            hex(second, record, &text)
            hex(third, record, &text)
            text.put(" 0x0 0\n")
        case (Opcode.unmap, true):
            text.put("UNMAP ")
            Self.time(record, &text)
            text.put(" ")
            text.putDecimal(map.load(record))
            text.put(" 0x0 0\n")
        case (_, true): text.put("map what?\n")
        }
    }

    private func access(_ letter: StaticString, _ record: Record, _ text: inout TextBuffer) {
        text.put(letter)
        text.putDecimal(width.load(record))
        begin("", record, &text)
        hex(second, record, &text)
        hex(third, record, &text)
        text.put(" 0\n")
    }

    /// An instruction that the kernel could not take apart: its first bytes.
    private func unknown(_ record: Record, _ text: inout TextBuffer) {
        begin("UNKNOWN", record, &text)
        let value = UInt64(bitPattern: second.load(record))
        for shift: UInt64 in [16, 8, 0] {
            text.put(shift == 16 ? " " : ",")
            text.putHex(value >> shift & 0xff, digits: 2)
        }
        hex(third, record, &text)
        text.put(" 0\n")
    }

    /// The name, the time, the mapping and the physical address.
    private func begin(_ name: StaticString, _ record: Record, _ text: inout TextBuffer) {
        text.put(name)
        text.put(" ")
        Self.time(record, &text)
        text.put(" ")
        text.putDecimal(map.load(record))
        hex(physical, record, &text)
    }

    private func hex(_ field: IntegerField, _ record: Record, _ text: inout TextBuffer) {
        text.put(" 0x")
        text.putHex(UInt64(bitPattern: field.load(record)))
    }

    /// Seconds and microseconds, without padding, whatever the clock.
    static func time(_ record: Record, _ text: inout TextBuffer) {
        let us = TraceTime.microseconds(record.timeNs)
        text.putDecimal(UInt64(UInt32(truncatingIfNeeded: us / 1_000_000)))
        text.put(".")
        text.putDecimal(us % 1_000_000, width: 6, with: 0x30)
    }
}
