import Ftrace
import Testing

/// kernel/trace/blktrace.c says how these records look; recordings have only the common ones.
@Suite("Block records")
struct BlkTests {
    /// A request on device 8,3, sector 2048, of process 42.
    private func record(_ action: UInt64, bytes: Int = 4096, error: Int = 0, v2: Bool = false, pdu: [UInt8] = []) -> HandMade {
        var record = HandMade(id: 13)
        record.u64(0)
        record.u64(2048)
        record.u32(bytes)
        if v2 {
            record.u32(42)
            record.u64(action)
        } else {
            record.u32(Int(action))
            record.u32(42)
        }
        record.u32(8 << 20 | 3)
        record.u32(0)
        record.u16(error)
        record.u16(pdu.count)
        record.pad(to: v2 ? 64 : 48)
        record.bytes += pdu
        return record
    }

    private func number(_ value: UInt64) -> [UInt8] {
        var bytes = HandMade()
        bytes.bigEndian(value, bytes: 8)
        return bytes.bytes
    }

    @Test("Both versions of the record are told by their lengths", arguments: [false, true])
    func actions(_ v2: Bool) throws {
        var remap = HandMade()
        remap.bigEndian(UInt64(254) << 20, bytes: 4)
        remap.bigEndian(UInt64(8) << 20, bytes: 4)
        remap.bigEndian(9, bytes: 8)
        let records = [
            record(0x0001_0001, v2: v2), record(0x0002_0002, bytes: 0, v2: v2), record(0x000a_0007, v2: v2),
            record(0x0001_0008, error: 5, v2: v2), record(0x0002_000a, bytes: 0, v2: v2, pdu: number(3)),
            record(0x0002_000d, v2: v2, pdu: number(2052)), record(0x0001_000f, v2: v2, pdu: remap.bytes),
            record(0x0400_0002, bytes: 0, v2: v2, pdu: Array("hello".utf8)), record(0x8006_0004, v2: v2), record(0x55, v2: v2),
        ]
        #expect(
            try HandMade.lines(records) == [
                "  8,3    Q   R 2048 + 8 [worker]", "  8,3    M   W [worker]", "  8,3    D  WS 2048 + 8 [worker]",
                "  8,3    C   R 2048 + 8 [5]", "  8,3    U   W [worker] 3", "  8,3    X   W 2048 / 2052 [worker]",
                "  8,3    A   R 2048 + 8 <- (254,0) 9", "  8,3    m   N hello", "  8,3    G FWF 2048 + 8 [worker]",
                "Unknown action 55",
            ])
    }

    @Test("A passthrough request shows its command, and of the zeros at its end only the first")
    func command() throws {
        let records = [
            record(0x0200_0001, bytes: 96, pdu: [0x12, 0x01, 0x00, 0x00, 0x60]),
            record(0x0200_0008, bytes: 96, error: 121, pdu: [0x12, 0, 0, 0]),
        ]
        #expect(
            try HandMade.lines(records) == [
                "  8,3    Q   R 96 (12 01 00 00 60) [worker]", "  8,3    C   R (12 00 ..) [121]",
            ])
    }

    @Test("The cgroup's id comes first in the payload, and its name is only known of the root")
    func cgroup() throws {
        var id = HandMade()
        id.u64(0x1_0000_0024)
        var root = HandMade()
        root.u64(1)
        let records = [record(0x0001_0101, pdu: id.bytes), record(0x0002_010a, bytes: 0, pdu: root.bytes + number(7))]
        #expect(
            try HandMade.lines(records) == ["  8,3   24,1  Q   R 2048 + 8 [worker]", "  8,3   1,0  U   W [worker] 7"])
        let named = try HandMade.lines(records) { $0.options += Array("blk_cgname\n".utf8) }
        #expect(named == ["  8,3   <...>  Q   R 2048 + 8 [worker]", "  8,3   /  U   W [worker] 7"])
    }

    @Test("The option verbose spells actions out, and write-zeroes have letters of their own")
    func verbose() throws {
        let records = [record(0x0001_0001), record(0x40_0000_0001 | 0x2_0000, v2: true)]
        let lines = try HandMade.lines(records) { $0.options += Array("verbose\n".utf8) }
        #expect(lines.first == "  8,3   queue   R 2048 + 8 [worker]")
        #expect(lines.last == "  8,3   queue  WZ 2048 + 8 [worker]")
    }
}
