extension Plan {
    /// Pointers as hexadecimal digits. With hash-ptr the kernel printed a hash that only it can make: the value itself says
    /// more. An error that stands for a pointer is named by %pe (lib/vsprintf.c, err_ptr) and a number by all else.
    func printPointer(_ step: Step, _ value: Int64, width: Int, _ text: inout TextBuffer) {
        let extended = step.bytes == 8 ? value : Int64(Int32(truncatingIfNeeded: value))
        // MAX_ERRNO of include/linux/err.h.
        if step.kind == .errorName, extended < 0, extended >= -4095 {
            guard let name = ErrorNames.name(-extended) else { return text.putDecimal(extended) }
            text.put("-")
            return text.put(name[...])
        }
        let address = step.bytes == 8 ? UInt64(bitPattern: value) : UInt64(UInt32(truncatingIfNeeded: value))
        if step.special { text.put("0x") }
        let mark = text.count
        text.putHex(address)
        // `%pe` has the default width too.
        let digits = step.kind == .errorName ? Int(step.bytes) * 2 : width - (step.special ? 2 : 0)
        if step.zero || step.kind == .errorName { text.pad(from: mark, width: digits, left: false, with: 0x30) }
    }
}
