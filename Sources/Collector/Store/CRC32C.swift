/// The CRC that iSCSI, ext4 and Btrfs use (Castagnoli, RFC 3720), eight bytes at a time.
struct CRC32C {
    private(set) var value: UInt32 = 0

    static func of(_ parts: [UInt8]...) -> UInt32 {
        var crc = CRC32C()
        for part in parts { part.withUnsafeBytes { crc.add($0) } }
        return crc.value
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        value = CRC32C.tables.withUnsafeBufferPointer { tables in
            var crc = ~value
            var at = 0
            while bytes.count - at >= 8 {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(crc)
                crc = 0
                for byte in 0..<8 {
                    crc ^= tables[(7 - byte) << 8 + Int(word >> (8 * byte) & 0xff)]
                }
                at += 8
            }
            while at < bytes.count {
                crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[at])) & 0xff)]
                at += 1
            }
            return ~crc
        }
    }

    /// Table k, at 256 * k, is the effect of a byte that has k zero bytes behind it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
            tables[byte] = crc
        }
        for index in 256..<(8 * 256) {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xff)]
        }
        return tables
    }()
}
