@testable import Ftrace

/// Prints one record by a print format, for tests of the language of print formats.
struct PrintFormatText {
    /// "unsigned int flags" and the like, laid out one behind the other from byte 8 on.
    private var fields: [(declaration: String, bytes: [UInt8], signed: Bool)] = []
    private var tail: [UInt8] = []
    var longBytes = 8
    var options = ""
    var symbols = ""
    var strings = ""
    var types = KernelTypes(btf: [], modules: [:])
    var ticksPerSecond: Int64?

    mutating func add<T: FixedWidthInteger>(_ declaration: String, _ value: T) {
        fields.append((declaration, withUnsafeBytes(of: value.littleEndian) { Array($0) }, T.isSigned))
    }

    mutating func add(_ declaration: String, bytes: [UInt8]) {
        fields.append((declaration, bytes, false))
    }

    /// A `__data_loc` field, its data behind all fields.
    mutating func add(_ declaration: String, data: [UInt8], behind fixedBytes: Int) {
        add("__data_loc \(declaration)", UInt32(data.count) << 16 | UInt32(fixedBytes + tail.count))
        tail += data
    }

    var fixedBytes: Int { 8 + fields.reduce(0) { $0 + $1.bytes.count } }

    func print(_ format: String) throws -> String {
        var text = "name: test\nID: 1\nformat:\n"
        text += "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n"
        var record: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]
        for field in fields {
            text += "\tfield:\(field.declaration);\toffset:\(record.count);\tsize:\(field.bytes.count);"
            text += "\tsigned:\(field.signed ? 1 : 0);\n"
            record += field.bytes
        }
        record += tail
        text += "\nprint fmt: \(format)\n"
        let parsed = try Format(system: "test", text: Array(text.utf8)[...], longBytes: longBytes)
        let plan = try PlanCompiler.compile(parsed, context())
        var buffer = TextBuffer()
        record.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            plan.print(Record(base: base, count: bytes.count, timeNs: 0, bigEndian: false), &buffer)
        }
        var result: [UInt8] = []
        buffer.append(to: &result)
        return String(decoding: result, as: UTF8.self)
    }

    private func context() throws -> TextContext {
        let header = """
            \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
            \tfield: local_t commit;\toffset:8;\tsize:\(longBytes);\tsigned:1;
            \tfield: char data;\toffset:\(8 + longBytes);\tsize:4080;\tsigned:1;
            """
        var metadata = CaptureMetadata(tracer: "nop")
        metadata.kallsyms = Array(symbols.utf8)
        metadata.printkFormats = Array(strings.utf8)
        metadata.options = Array(options.utf8)
        let rate = ticksPerSecond
        return TextContext(
            metadata, try Geometry(headerPage: Array(header.utf8)), try FormatSet([]), Tasks(cmdlines: [], tgids: []), types: types,
            ticksPerSecond: { rate })
    }
}
