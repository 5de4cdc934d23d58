/// Format files from short descriptions: "unsigned long ip; u16 count" becomes fields with offsets as a compiler would lay them out.
public struct FormatText {
    /// 4 or 8.
    public let longBytes: Int

    public init(longBytes: Int) {
        self.longBytes = longBytes
    }

    private static let common = """
        \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
        \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
        \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
        \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;


        """

    /// An entry of a blob of formats.
    /// - Parameter name: "system/event".
    public func entry(_ name: String, id: Int, _ fields: String, print: String = "\"\"") -> [UInt8] {
        let event = name.split(separator: "/").last ?? ""
        let file = "name: \(event)\nID: \(id)\nformat:\n\(Self.common)\(lines(fields))\nprint fmt: \(print)\n"
        return Array("\(name) \(file.utf8.count)\n\(file)".utf8)
    }

    private func lines(_ fields: String) -> String {
        var offset = 8
        var lines = ""
        for field in fields.split(separator: ";") {
            let declaration = field.drop { $0 == " " }
            let (bytes, count) = size(declaration)
            let alignment = min(max(bytes, 1), longBytes)
            offset = (offset + alignment - 1) / alignment * alignment
            let signed = ["int ", "s32 ", "s64 ", "long ", "pid_t "].contains { declaration.hasPrefix($0) } ? 1 : 0
            lines += "\tfield:\(declaration);\toffset:\(offset);\tsize:\(bytes * count);\tsigned:\(signed);\n"
            offset += bytes * count
        }
        return lines
    }

    /// Bytes of an element, and how many of them there are; 0 for an array that fills the record.
    private func size(_ declaration: Substring) -> (bytes: Int, count: Int) {
        if declaration.hasPrefix("__data_loc") || declaration.hasPrefix("__rel_loc") { return (4, 1) }
        var count = 1
        if let open = declaration.lastIndex(of: "["), declaration.last == "]" {
            count = Int(declaration[declaration.index(after: open)...].dropLast()) ?? 0
        }
        let words = declaration.split(separator: " ")
        if declaration.contains("*") || words.dropLast().contains("long") { return (longBytes, count) }
        switch words.dropLast().last ?? "" {
        case "char", "u8": return (1, count)
        case "short", "u16": return (2, count)
        case "u64", "s64", "resource_size_t": return (8, count)
        default: return (4, count)
        }
    }
}
