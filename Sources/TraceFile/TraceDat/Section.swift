/// The head of a version 7 section: u16 id, u16 flags, u32 id of its name, u64 size.
struct Section {
    let start: UInt64
    let id: UInt16
    let isCompressed: Bool
    /// Offset of its name in the section of strings.
    let nameID: Int
    let size: UInt64
    /// Where its content ends; not past the end of the file.
    let end: UInt64

    var body: UInt64 { start + Self.headBytes }

    static let headBytes: UInt64 = 16

    init(_ source: any ByteSource, at offset: UInt64, bigEndian: Bool) throws(TraceFileError) {
        guard offset < source.size else {
            throw .damaged(
                what: "a section should begin at offset \(offset), but the file has \(source.size) bytes", offset: offset,
                advice: "the file was cut; copy it again")
        }
        let cursor = Cursor(source, at: offset, bigEndian: bigEndian)
        start = offset
        id = UInt16(truncatingIfNeeded: try cursor.integer(2, "a section's id"))
        isCompressed = try cursor.integer(2, "a section's flags") & 1 != 0
        nameID = Int(try cursor.integer(4, "a section's name"))
        size = try cursor.integer(8, "a section's size")
        end = size > source.size - cursor.offset ? source.size : cursor.offset + size
    }

    /// Known ids, with room for those of versions to come: the walk over a damaged file stops at others.
    var isPlausible: Bool { id < 256 }
}

/// All sections in the order they lie, for what is not reached through options: strings, unknown ones, and the parts of a
/// file whose options were cut off.
struct SectionWalk {
    private(set) var sections: [Section] = []

    init(_ source: any ByteSource, at start: UInt64, bigEndian: Bool) {
        var offset = start
        while sections.count < Limits.sectionsMax, offset < source.size,
            let section = try? Section(source, at: offset, bigEndian: bigEndian), section.isPlausible
        {
            sections.append(section)
            offset = section.end
        }
    }

    func first(_ id: UInt16) -> Section? {
        sections.first { $0.id == id }
    }
}
