extension Record {
    /// The bytes from `offset` up to a zero, at most `bytes` of them, as far as the record has them.
    func printString(_ offset: Int, bytes: Int = Int.max, _ text: inout TextBuffer) {
        guard offset >= 0, offset <= count else { return }
        let limit = offset + min(max(0, bytes), count - offset)
        var end = offset
        while end < limit, u8(end) != 0 { end += 1 }
        text.put(base + offset, end - offset)
    }

    /// A big-endian integer of the block layer's payloads; 0 where the record ends before it.
    func bigEndian<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
        guard holds(offset, MemoryLayout<T>.size) else { return 0 }
        return T(bigEndian: base.loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// `common_pid`, which every kernel since 2.6.33 has at offset 4.
    var pid: Int32 { holds(4, 4) ? integer(4, as: Int32.self) : 0 }
}
