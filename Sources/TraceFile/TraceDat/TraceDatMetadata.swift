import Ftrace

/// The parts of metadata, which have the same shape in both versions.
extension TraceDat {
    mutating func readHeaderInfo(_ cursor: Cursor) throws(TraceFileError) {
        headerPage = try named("header_page", cursor)
        headerEvent = try named("header_event", cursor)
    }

    /// A name with its NUL, u64 size, and as many bytes.
    private func named(_ name: String, _ cursor: Cursor) throws(TraceFileError) -> [UInt8] {
        let place = cursor.offset
        let found = try cursor.bytes(UInt64(name.utf8.count + 1), limit: 64, "the name \"\(name)\"")
        guard found.dropLast().elementsEqual(name.utf8), found.last == 0 else {
            throw .damaged(
                what: "\"\(name)\" should stand here", offset: place, advice: "the file is damaged; copy it again")
        }
        return try cursor.bytes(try cursor.integer(8, "the size of \(name)"), limit: Limits.formatBytesMax, name)
    }

    /// u32 count, then for each u64 size and the format file.
    mutating func readFtraceFormats(_ cursor: Cursor) throws(TraceFileError) {
        try readFormats(cursor, system: "ftrace")
    }

    /// u32 systems, then for each its name, u32 count and format files.
    mutating func readEventFormats(_ cursor: Cursor) throws(TraceFileError) {
        let systems = try cursor.integer(4, "the count of event systems")
        for _ in 0..<systems {
            let system = try cursor.string(limit: Limits.stringBytesMax, "the name of an event system")
            try readFormats(cursor, system: String(decoding: system, as: UTF8.self))
        }
    }

    private mutating func readFormats(_ cursor: Cursor, system: String) throws(TraceFileError) {
        let count = try cursor.integer(4, "the count of formats of \(system)")
        guard count <= UInt64(Limits.formatsMax) else {
            throw .tooLarge(what: "the list of formats of \(system)", bytes: count, limit: UInt64(Limits.formatsMax))
        }
        for _ in 0..<count {
            let size = try cursor.integer(8, "the size of a format of \(system)")
            let file = try cursor.bytes(size, limit: Limits.formatBytesMax, "a format of \(system)")
            guard formats.count + file.count <= Limits.metadataBytesMax else {
                throw .tooLarge(
                    what: "the formats", bytes: UInt64(formats.count + file.count), limit: UInt64(Limits.metadataBytesMax))
            }
            FormatBlob.append(&formats, system: system, event: FormatBlob.eventName(file), file: file[...])
        }
    }

    /// A size of `sizeBytes` bytes, then as many bytes of text.
    func sizedText(_ cursor: Cursor, sizeBytes: Int, _ what: String) throws(TraceFileError) -> [UInt8] {
        try cursor.bytes(try cursor.integer(sizeBytes, "the size of \(what)"), limit: Limits.metadataBytesMax, what)
    }
}

/// The form in which `CaptureMetadata.formats` holds format files.
enum FormatBlob {
    static func append(_ blob: inout [UInt8], system: String, event: String, file: ArraySlice<UInt8>) {
        blob += "\(system)/\(event) \(file.count)\n".utf8
        blob += file
    }

    /// The name in a format file's first line.
    static func eventName(_ file: [UInt8]) -> String {
        guard file.starts(with: "name: ".utf8) else { return "unknown" }
        return String(decoding: file.dropFirst(6).prefix { $0 != 0x0a }, as: UTF8.self)
    }

    /// The format files again, in the order they stand.
    static func entries(_ blob: [UInt8]) -> [(system: String, file: ArraySlice<UInt8>)] {
        var entries: [(String, ArraySlice<UInt8>)] = []
        var rest = blob[...]
        while let newline = rest.firstIndex(of: 0x0a) {
            let line = rest[..<newline]
            guard let space = line.lastIndex(of: 0x20), let slash = line.firstIndex(of: UInt8(ascii: "/")), slash < space,
                let count = Int(String(decoding: line[(space + 1)...], as: UTF8.self)), count >= 0,
                count <= rest.endIndex - newline - 1
            else { break }
            entries.append((String(decoding: line[..<slash], as: UTF8.self), rest[(newline + 1)...].prefix(count)))
            rest = rest[(newline + 1)...].dropFirst(count)
        }
        return entries
    }
}
