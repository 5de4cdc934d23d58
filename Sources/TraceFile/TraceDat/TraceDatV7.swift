import Ftrace

/// Version 7: sections, found through options that stand in sections themselves.
extension TraceDat {
    private typealias ID = TraceDatOptions.ID

    mutating func readV7(_ cursor: Cursor) throws(TraceFileError) {
        let codecName = String(decoding: try cursor.string(limit: Limits.stringBytesMax, "the compression's name"), as: UTF8.self)
        _ = try cursor.string(limit: Limits.stringBytesMax, "the compression's version")
        guard let codec = Codec(rawValue: codecName) else {
            throw .unsupported(
                what: "\(name) is compressed with \"\(codecName)\"",
                advice: "none, zstd and zlib can be read; convert it with trace-cmd")
        }
        self.codec = codec
        let firstOptions = try cursor.integer(8, "the place of the options")
        let walk = SectionWalk(source, at: cursor.offset, bigEndian: bigEndian)
        readOptions(from: firstOptions)
        for section in walk.sections where section.id == ID.strings { readStrings(section) }
        try readMetadata(walk)
        for option in options.all where option.id == ID.buffer || option.id == ID.bufferText {
            guard buffers.count < Limits.buffersMax else { break }
            do throws(TraceFileError) {
                try readBuffer(option)
            } catch {
                note("a buffer is missing: \(error)")
            }
        }
        if buffers.isEmpty { try findLostBuffers(walk) }
        keepUnknown(walk)
    }

    /// Follows the chain of option sections. A break in it is noted: what was read up to there is used.
    private mutating func readOptions(from first: UInt64) {
        var offset = first
        var seen: Set<UInt64> = []
        do throws(TraceFileError) {
            while offset != 0 {
                guard seen.insert(offset).inserted, seen.count < Limits.sectionsMax else {
                    throw .damaged(what: "the options lead back to themselves", offset: offset, advice: "copy the file again")
                }
                let section = try Section(source, at: offset, bigEndian: bigEndian)
                guard section.id == ID.done else {
                    throw .damaged(
                        what: "no options stand where they should", offset: offset,
                        advice: "the file was cut or damaged; copy it again")
                }
                offset = try readOptions(open(section, bytesMax: Limits.optionBytesMax))
            }
        } catch {
            note("some of the options are missing: \(error)")
        }
    }

    /// The options of one section; returns where the next section of options begins, 0 for none.
    private mutating func readOptions(_ cursor: Cursor) throws(TraceFileError) -> UInt64 {
        while cursor.remaining > 0 {
            let place = cursor.offset
            let id = UInt16(truncatingIfNeeded: try cursor.integer(2, "an option"))
            let size = try cursor.integer(4, "the size of an option")
            if id == ID.done { return size >= 8 ? try cursor.integer(8, "the place of more options") : 0 }
            try options.add(id, cursor.bytes(size, limit: Limits.optionBytesMax, "option \(id)"), at: place)
        }
        return 0
    }

    /// The parts of metadata. Without headers and formats nothing can be decoded; without the others only names are missing.
    private mutating func readMetadata(_ walk: SectionWalk) throws(TraceFileError) {
        try readHeaderInfo(part(ID.headerInfo, "the header of pages", walk))
        try readFtraceFormats(part(ID.ftraceEvents, "the formats of ftrace's own events", walk))
        try readEventFormats(part(ID.eventFormats, "the formats of events", walk))
        kallsyms = optional(ID.kallsyms, 4, "kallsyms", "addresses are printed as numbers", walk)
        printkFormats = optional(
            ID.printk, 4, "printk_formats", "strings that records only point to are printed as addresses", walk)
        savedCmdlines = optional(ID.cmdlines, 8, "saved_cmdlines", "tasks are printed as <...>", walk)
    }

    private mutating func optional(_ id: UInt16, _ sizeBytes: Int, _ what: String, _ cost: String, _ walk: SectionWalk) -> [UInt8] {
        // A file may lack a part; `Capture` notes what that costs.
        guard options.first(id) != nil || walk.first(id) != nil else { return [] }
        do throws(TraceFileError) {
            return try sizedText(part(id, what, walk), sizeBytes: sizeBytes, what)
        } catch {
            note("\(what) cannot be read (\(error)): \(cost)")
            return []
        }
    }

    /// Where the option says, or else, as in files that were cut, where it lies.
    private func part(_ id: UInt16, _ what: String, _ walk: SectionWalk) throws(TraceFileError) -> Cursor {
        if let option = options.first(id) {
            let cursor = Cursor(MemorySource(option), bigEndian: bigEndian)
            let section = try Section(source, at: cursor.integer(8, "the place of \(what)"), bigEndian: bigEndian)
            guard section.id == id else {
                throw .damaged(what: "\(what) should begin here", offset: section.start, advice: "copy the file again")
            }
            return try open(section)
        }
        guard let section = walk.first(id) else {
            throw .damaged(
                what: "\(what) is missing", offset: source.size,
                advice: "the recording was not finished; nothing of it can be decoded")
        }
        return try open(section)
    }

    /// A section's content, unpacked if it is compressed.
    /// - Parameter bytesMax: what it may become when it is unpacked.
    func open(_ section: Section, bytesMax: Int = Limits.metadataBytesMax) throws(TraceFileError) -> Cursor {
        guard section.isCompressed else {
            return Cursor(source, at: section.body, end: section.end, bigEndian: bigEndian)
        }
        let cursor = Cursor(source, at: section.body, end: section.end, bigEndian: bigEndian)
        let packedCount = try cursor.integer(4, "a section's packed size")
        let count = try cursor.integer(4, "a section's size")
        guard count <= UInt64(bytesMax) else {
            throw .tooLarge(what: "section \(section.id)", bytes: count, limit: UInt64(bytesMax))
        }
        let packed = try cursor.bytes(packedCount, limit: Limits.metadataBytesMax, "section \(section.id)")
        guard let bytes = Unpacker(codec).unpack(packed, bytesMax: Int(count)) else {
            throw .damaged(
                what: "section \(section.id) cannot be unpacked with \(codec.rawValue)", offset: section.start,
                advice: "the file is damaged; copy it again")
        }
        return Cursor(MemorySource(bytes), bigEndian: bigEndian, origin: section.start)
    }

    private mutating func readStrings(_ section: Section) {
        guard strings.count < Limits.unknownBytesMax else { return }
        let limit = Limits.unknownBytesMax - strings.count
        strings += (try? open(section, bytesMax: limit).rest(limit: limit)) ?? []
    }

    /// Sections that no option leads to: ours, and those that are not known.
    private mutating func keepUnknown(_ walk: SectionWalk) {
        var kept = 0
        for section in walk.sections where section.id > ID.bufferText {
            guard let cursor = try? open(section, bytesMax: Limits.unknownBytesMax - kept),
                let bytes = try? cursor.rest(limit: Limits.unknownBytesMax - kept)
            else {
                note("section \(section.id) at offset \(section.start) is not known and is not kept")
                continue
            }
            kept += bytes.count
            let found = TraceDatExtras.Section(id: section.id, name: string(section.nameID), bytes: bytes)
            if section.id == SideFiles.sectionID { sideFiles.append(found) } else { unknownSections.append(found) }
        }
    }

    private func string(_ id: Int) -> String {
        guard id < strings.count else { return "" }
        return String(decoding: strings[id...].prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension Cursor {
    func rest(limit: Int) throws(TraceFileError) -> [UInt8] {
        try bytes(remaining, limit: limit, "a section")
    }
}
