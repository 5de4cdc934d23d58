/// The least of a kernel that a record needs to be printed: where things lie in a page, and a page with that record.
public enum SmallKernel {
    public static let headerPage = """
        \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
        \tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;
        \tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;

        """

    /// A page with one record that has this id and these bytes behind it.
    public static func page(id: Int, record: ArraySlice<UInt8>) -> [UInt8] {
        var data = [UInt8(id & 0xff), UInt8(id >> 8 & 0xff)] + record
        data += Array(repeating: 0, count: (8 - data.count % 8) % 8)
        let length = data.count + 4
        func little(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> (8 * $0) & 0xff) } }
        return little(0, 8) + little(data.count + 8, 8) + little(0, 4) + little(length, 4) + data
    }
}
