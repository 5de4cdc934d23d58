/// The least of a kernel that a record needs to be printed: where things lie in a page, and a page with that record.
public enum SmallKernel {
    public static let headerPage = """
        \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
        \tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;
        \tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;

        """

    /// A page with one record that has this id and these bytes behind it.
    public static func page(id: Int, record: ArraySlice<UInt8>) -> [UInt8] {
        page([(id, record)])
    }

    /// A page with these records, in order.
    public static func page(_ records: [(id: Int, bytes: ArraySlice<UInt8>)]) -> [UInt8] {
        func little(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> (8 * $0) & 0xff) } }
        var events: [UInt8] = []
        for (id, bytes) in records {
            var data = little(id, 2) + bytes
            data += Array(repeating: 0, count: (8 - data.count % 8) % 8)
            events += little(0, 4) + little(data.count + 4, 4) + data
        }
        return little(0, 8) + little(events.count, 8) + events
    }
}
