import Ftrace

/// Whether bytes look like whole pages of some size: the length in each page's head is possible, and time does not go back.
struct PageLook {
    private let geometry: Geometry
    private let pageBytes: Int
    private let bigEndian: Bool

    /// The low bits of the commit word hold the length (kernel/trace/ring_buffer.c).
    private static let lengthMask: UInt64 = (1 << 27) - 1

    init(_ geometry: Geometry, _ pageBytes: Int, bigEndian: Bool? = nil) {
        self.geometry = geometry
        self.pageBytes = pageBytes
        self.bigEndian = bigEndian ?? geometry.bigEndian
    }

    func fits(_ bytes: [UInt8]) -> Bool {
        var last: UInt64 = 0
        for start in stride(from: 0, to: bytes.count - geometry.dataOffset, by: pageBytes) {
            let time = number(bytes, start, 8)
            let commit = number(bytes, start + geometry.commitOffset, geometry.longBytes)
            guard commit & Self.lengthMask <= UInt64(pageBytes - geometry.dataOffset), commit & 3 == 0, time >= last
            else { return false }
            // A small length in the other byte order looks like none at all; but no page is read from the kernel empty.
            if start == 0, commit & Self.lengthMask == 0 { return false }
            last = time
        }
        return true
    }

    private func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        let piece = bytes[offset..<(offset + count)]
        return bigEndian ? piece.reduce(0) { $0 << 8 | UInt64($1) } : piece.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The text of `events/header_page`.
enum HeaderPage {
    /// The same with another size of the data, for a buffer whose sub-buffers differ from the top one's; nil when it has no such line.
    static func resized(_ text: [UInt8], to dataBytes: Int) -> [UInt8]? {
        var lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.lastIndex(where: { $0.contains("char data;") }),
            let size = lines[index].range(ofSubstring: "size:")
        else { return nil }
        let end = lines[index][size.upperBound...].firstIndex { !$0.isNumber } ?? lines[index].endIndex
        lines[index].replaceSubrange(size.upperBound..<end, with: String(dataBytes))
        return Array(lines.joined(separator: "\n").utf8)
    }
}

extension String {
    /// The first place of a text in this one.
    func range(ofSubstring text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
