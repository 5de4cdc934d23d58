/// Print formats whose literal lost the backslashes before its own quotes, like arm64's instruction_emulation:
/// `"instr="%s" addr=0x%llx", __get_str(instr), REC->addr`.
enum FormatRepair {
    /// With the backslashes put back: the literal then ends at the first quote that a comma or nothing follows. Nil where
    /// that changes nothing.
    static func repaired(_ format: [UInt8]) -> [UInt8]? {
        guard format.first == UInt8(ascii: "\"") else { return nil }
        var result: [UInt8] = [UInt8(ascii: "\"")]
        var rest = format.dropFirst()
        var changed = false
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                result += [byte, escaped]
                continue
            }
            if byte == UInt8(ascii: "\"") {
                let next = rest.first { $0 != 0x20 }
                if next == nil || next == UInt8(ascii: ",") {
                    return changed ? result + [byte] + rest : nil
                }
                result.append(UInt8(ascii: "\\"))
                changed = true
            }
            result.append(byte)
        }
        return nil
    }
}
