import Ftrace

/// A page made by hand, for records that no recording has: little-endian, of a 64-bit kernel with 4K pages.
struct HandMade {
    var bytes: [UInt8] = []

    mutating func u8(_ value: Int) { bytes.append(UInt8(truncatingIfNeeded: value)) }
    mutating func u16(_ value: Int) { append(UInt64(truncatingIfNeeded: value), 2) }
    mutating func u32(_ value: Int) { append(UInt64(truncatingIfNeeded: value), 4) }
    mutating func u64(_ value: UInt64) { append(value, 8) }
    mutating func bigEndian(_ value: UInt64, bytes count: Int) {
        bytes += (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
    mutating func text(_ text: String) { bytes += Array(text.utf8) + [0] }
    mutating func pad(to count: Int) { bytes += Array(repeating: 0, count: max(0, count - bytes.count)) }

    private mutating func append(_ value: UInt64, _ count: Int) {
        bytes += (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }

    /// The common fields of a record.
    init(id: Int, pid: Int = 42) {
        u16(id)
        u16(0)
        u32(pid)
    }

    init() {}

    /// One page with these records, all at 1.5 seconds.
    static func page(_ records: [HandMade]) -> [UInt8] {
        var data = HandMade()
        for record in records {
            let padded = (record.bytes.count + 3) & ~3
            data.u32(0)
            data.u32(padded + 4)
            data.bytes += record.bytes
            data.bytes += Array(repeating: 0, count: padded - record.bytes.count)
        }
        var page = HandMade()
        page.u64(1_500_000_000)
        page.u64(UInt64(data.bytes.count))
        page.bytes += data.bytes
        page.pad(to: 4096)
        return page.bytes
    }

    /// The text of these records without the context, by the metadata of a fixture and what is added to it.
    static func lines(
        _ records: [HandMade], fixture: String = "arm64-6.1.192-blk_tracer", _ change: (inout CaptureMetadata) -> Void = { _ in }
    ) throws -> [String] {
        var recording = try Recording(fixture: fixture)
        recording.pages = [(0, page(records))]
        recording.metadata.options = Array("nocontext-info\n".utf8)
        recording.metadata.savedCmdlines = Array("42 worker\n".utf8)
        recording.metadata.tracer = "nop"
        change(&recording.metadata)
        let text = String(decoding: try recording.report().text, as: UTF8.self)
        return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    /// A format file with the common fields and these: (declaration, offset, size, signed).
    static func format(_ name: String, id: Int, _ fields: [(String, Int, Int, Bool)], print: String = "\"\"") -> [UInt8] {
        let all = [
            ("unsigned short common_type", 0, 2, false), ("unsigned char common_flags", 2, 1, false),
            ("unsigned char common_preempt_count", 3, 1, false), ("int common_pid", 4, 4, true),
        ]
        func line(_ field: (String, Int, Int, Bool)) -> String {
            "\tfield:\(field.0);\toffset:\(field.1);\tsize:\(field.2);\tsigned:\(field.3 ? 1 : 0);\n"
        }
        let event = name.split(separator: "/").last ?? ""
        let text =
            "name: \(event)\nID: \(id)\nformat:\n\(all.map(line).joined())\n\(fields.map(line).joined())\nprint fmt: \(print)\n"
        return Array("\(name) \(text.utf8.count)\n\(text)".utf8)
    }
}
