extension Plan {
    /// Addresses and identifiers that lie in the record.
    func printNetwork(_ step: Step, _ record: Record, _ text: inout TextBuffer) {
        let needed =
            switch step.kind {
            case .ip4: 4
            case .mac: 6
            default: 16
            }
        let (offset, bytes) = piece(step.a, step.kind == .socketAddress ? 28 : Int64(needed), record)
        guard step.kind == .socketAddress ? bytes >= 8 : bytes == needed else { return }
        switch step.kind {
        case .ip4: Network.ip4(record, offset, &text)
        case .ip6: Network.ip6(record, offset, compressed: false, &text)
        case .ip6Compressed: Network.ip6(record, offset, compressed: true, &text)
        case .mac:
            for index in 0..<6 {
                if index > 0 && step.base != 0 { text.put(step.base) }
                text.putHex(UInt64(record.u8(offset + index)), digits: 2)
            }
        case .uuid: Network.uuid(record, offset, little: step.special, upper: step.upper, &text)
        default: Network.socketAddress(record, offset, bytes, port: step.upper, &text)
        }
    }
}

/// lib/vsprintf.c: ip4_string, ip6_string, ip6_compressed_string, ip_addr.., uuid_string.
enum Network {
    static func ip4(_ record: Record, _ offset: Int, _ text: inout TextBuffer) {
        for index in 0..<4 {
            if index > 0 { text.put(".") }
            text.putDecimal(UInt64(record.u8(offset + index)))
        }
    }

    private static func word(_ record: Record, _ offset: Int) -> UInt64 {
        UInt64(record.u8(offset)) << 8 | UInt64(record.u8(offset + 1))
    }

    static func ip6(_ record: Record, _ offset: Int, compressed: Bool, _ text: inout TextBuffer) {
        guard compressed else {
            for index in 0..<8 {
                if index > 0 { text.put(":") }
                text.putHex(word(record, offset + index * 2), digits: 4)
            }
            return
        }
        // ::ffff:a.b.c.d and ISATAP end in an IPv4 address.
        let mapped = (0..<5).allSatisfy { word(record, offset + $0 * 2) == 0 } && word(record, offset + 10) == 0xffff
        let isatap = word(record, offset + 8) & ~0x200 == 0 && word(record, offset + 10) == 0x5efe
        let words = mapped || isatap ? 6 : 8
        let gap = longestGap(record, offset, words)
        var index = 0
        var needsColon = false
        while index < words {
            if index == gap.start && gap.count > 1 {
                if needsColon || index == 0 { text.put(":") }
                text.put(":")
                needsColon = false
                index += gap.count
                continue
            }
            if needsColon { text.put(":") }
            text.putHex(word(record, offset + index * 2))
            needsColon = true
            index += 1
        }
        if words == 6 {
            if needsColon { text.put(":") }
            ip4(record, offset + 12, &text)
        }
    }

    /// The first of the longest runs of zero words.
    private static func longestGap(_ record: Record, _ offset: Int, _ words: Int) -> (start: Int, count: Int) {
        var best = (start: -1, count: 0)
        for start in 0..<words {
            var count = 0
            while start + count < words, word(record, offset + (start + count) * 2) == 0 { count += 1 }
            if count > best.count { best = (start, count) }
        }
        return best
    }

    /// A struct sockaddr of IPv4 or IPv6.
    static func socketAddress(_ record: Record, _ offset: Int, _ bytes: Int, port: Bool, _ text: inout TextBuffer) {
        switch record.integer(offset, as: UInt16.self) {
        case 2:
            ip4(record, offset + 4, &text)
        case 10 where bytes >= 24:
            if port { text.put("[") }
            ip6(record, offset + 8, compressed: true, &text)
            if port { text.put("]") }
        default:
            text.put("(einval)")
            return
        }
        if port {
            text.put(":")
            text.putDecimal(word(record, offset + 2))
        }
    }

    private static let bigOrder: [Int] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    private static let littleOrder: [Int] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

    static func uuid(_ record: Record, _ offset: Int, little: Bool, upper: Bool, _ text: inout TextBuffer) {
        let order = little ? littleOrder : bigOrder
        for (index, byte) in order.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.put("-") }
            text.putHex(UInt64(record.u8(offset + byte)), digits: 2, upper: upper)
        }
    }
}
