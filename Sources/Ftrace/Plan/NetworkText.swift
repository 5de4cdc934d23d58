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
        let form = AddressForm(rawValue: step.base)
        switch step.kind {
        case .ip4: Network.ip4(record, offset, form, &text)
        case .ip6: Network.ip6(record, offset, form, &text)
        case .ip6Compressed: Network.ip6Compressed(record, offset, &text)
        case .mac:
            for index in 0..<6 {
                if index > 0 && step.base != 0 { text.put(step.base) }
                text.putHex(UInt64(record.u8(offset + (step.special ? 5 - index : index))), digits: 2)
            }
        case .uuid: Network.uuid(record, offset, little: step.special, upper: step.upper, &text)
        default: Network.socketAddress(record, offset, bytes, form, &text)
        }
    }
}

/// How an address is written: what the letters behind %pI and %pi say.
struct AddressForm: OptionSet {
    let rawValue: UInt8

    /// %pi: IPv4 with leading zeros, IPv6 without colons.
    static let bare = AddressForm(rawValue: 1)
    /// IPv4 bytes from the last to the first.
    static let reversed = AddressForm(rawValue: 2)
    static let compressed = AddressForm(rawValue: 4)
    static let port = AddressForm(rawValue: 8)
    static let flow = AddressForm(rawValue: 16)
    static let scope = AddressForm(rawValue: 32)
}

/// lib/vsprintf.c: ip4_string, ip6_string, ip6_compressed_string, ip_addr.., uuid_string.
enum Network {
    static func ip4(_ record: Record, _ offset: Int, _ form: AddressForm, _ text: inout TextBuffer) {
        for index in 0..<4 {
            if index > 0 { text.put(".") }
            let byte = UInt64(record.u8(offset + (form.contains(.reversed) ? 3 - index : index)))
            if form.contains(.bare) { text.putDecimal(byte, width: 3, with: 0x30) } else { text.putDecimal(byte) }
        }
    }

    private static func word(_ record: Record, _ offset: Int) -> UInt64 {
        UInt64(record.u8(offset)) << 8 | UInt64(record.u8(offset + 1))
    }

    static func ip6(_ record: Record, _ offset: Int, _ form: AddressForm, _ text: inout TextBuffer) {
        if form.contains(.compressed) { return ip6Compressed(record, offset, &text) }
        for index in 0..<8 {
            if index > 0 && !form.contains(.bare) { text.put(":") }
            text.putHex(word(record, offset + index * 2), digits: 4)
        }
    }

    static func ip6Compressed(_ record: Record, _ offset: Int, _ text: inout TextBuffer) {
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
            ip4(record, offset + 12, [], &text)
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

    /// A struct sockaddr of IPv4 or IPv6: ip4_addr_string_sa and ip6_addr_string_sa.
    static func socketAddress(_ record: Record, _ offset: Int, _ bytes: Int, _ form: AddressForm, _ text: inout TextBuffer) {
        switch record.integer(offset, as: UInt16.self) {
        case 2:
            ip4(record, offset + 4, form.intersection(.reversed), &text)
        case 10 where bytes >= 28:
            let brackets = !form.isDisjoint(with: [.port, .flow, .scope])
            if brackets { text.put("[") }
            ip6(record, offset + 8, form.intersection(.compressed), &text)
            if brackets { text.put("]") }
        default:
            text.put("(einval)")
            return
        }
        if form.contains(.port) {
            text.put(":")
            text.putDecimal(word(record, offset + 2))
        }
        guard record.integer(offset, as: UInt16.self) == 10 else { return }
        if form.contains(.flow) {
            // IPV6_FLOWINFO_MASK.
            text.put("/")
            text.putDecimal((word(record, offset + 4) << 16 | word(record, offset + 6)) & 0x0fff_ffff)
        }
        if form.contains(.scope) {
            text.put("%")
            text.putDecimal(UInt64(record.integer(offset + 24, as: UInt32.self)))
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
