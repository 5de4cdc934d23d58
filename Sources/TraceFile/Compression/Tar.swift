/// The regular files of a tar archive in memory: the POSIX ustar form with GNU's and pax's long names.
struct Tar {
    struct Entry {
        let path: String
        let bytes: ArraySlice<UInt8>
    }

    private static let blockBytes = 512

    /// - Throws: `.damaged` when a header cannot be one.
    static func entries(_ archive: [UInt8], what: String) throws(TraceFileError) -> [Entry] {
        var entries: [Entry] = []
        var offset = 0
        var longName: String?
        while offset + blockBytes <= archive.count {
            let header = archive[offset..<(offset + blockBytes)]
            // Two empty blocks end an archive; what follows is filling.
            if header.allSatisfy({ $0 == 0 }) { break }
            guard let bytes = octal(header, 124, 12), bytes <= archive.count - offset - blockBytes,
                let sum = octal(header, 148, 8), sum == checksum(header)
            else {
                throw .damaged(what: "\(what) is no tar archive, or was cut", offset: UInt64(offset), advice: "copy it again")
            }
            let body = archive[(offset + blockBytes)..<(offset + blockBytes + bytes)]
            switch header[offset + 156] {
            case UInt8(ascii: "L"): longName = text(body)
            case UInt8(ascii: "x"): longName = paxPath(body) ?? longName
            case UInt8(ascii: "0"), 0:
                guard entries.count < Limits.formatsMax else { return entries }
                entries.append(Entry(path: longName ?? name(header), bytes: body))
                longName = nil
            case UInt8(ascii: "g"): break
            default: longName = nil
            }
            offset += blockBytes + (bytes + blockBytes - 1) / blockBytes * blockBytes
        }
        return entries
    }

    private static func octal(_ header: ArraySlice<UInt8>, _ offset: Int, _ count: Int) -> Int? {
        var value = 0
        var digits = 0
        for byte in header.dropFirst(offset).prefix(count) {
            switch byte {
            case 0x30...0x37:
                value = value << 3 | Int(byte - 0x30)
                digits += 1
            case 0x20 where digits == 0: continue
            case 0x20, 0: return digits > 0 ? value : nil
            default: return nil
            }
        }
        return digits > 0 ? value : nil
    }

    /// The sum of all bytes of the header, those of the sum itself taken as spaces.
    private static func checksum(_ header: ArraySlice<UInt8>) -> Int {
        let sum = header.reduce(0) { $0 + Int($1) }
        return header.dropFirst(148).prefix(8).reduce(sum + 8 * 0x20) { $0 - Int($1) }
    }

    private static func name(_ header: ArraySlice<UInt8>) -> String {
        let name = text(header.dropFirst(0).prefix(100))
        let isPosix = header.dropFirst(257).prefix(6).elementsEqual("ustar\0".utf8)
        let prefix = isPosix ? text(header.dropFirst(345).prefix(155)) : ""
        return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The "path" of a pax header, which is made of "LENGTH key=value\n".
    private static func paxPath(_ body: ArraySlice<UInt8>) -> String? {
        for line in body.split(separator: 0x0a) {
            let pair = line.drop { $0 != 0x20 }.dropFirst()
            if pair.starts(with: "path=".utf8) { return String(decoding: pair.dropFirst(5), as: UTF8.self) }
        }
        return nil
    }
}
