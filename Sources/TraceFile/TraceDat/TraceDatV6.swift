/// Version 6: one part after the other, the places of the CPUs' pages at the end of them.
extension TraceDat {
    mutating func readV6(_ cursor: Cursor) throws(TraceFileError) {
        try readHeaderInfo(cursor)
        try readFtraceFormats(cursor)
        try readEventFormats(cursor)
        kallsyms = try sizedText(cursor, sizeBytes: 4, "kallsyms")
        printkFormats = try sizedText(cursor, sizeBytes: 4, "printk_formats")
        savedCmdlines = try sizedText(cursor, sizeBytes: 8, "saved_cmdlines")
        let cpus = try cursor.integer(4, "the count of CPUs")
        var kind = try kindOfRest(cursor)
        if kind == "options" {
            try readV6Options(cursor)
            kind = try kindOfRest(cursor)
        }
        switch kind {
        case "latency":
            let count = min(cursor.remaining, UInt64(Limits.textBytesMax))
            if count < cursor.remaining {
                note("the text is longer than \(Limits.textBytesMax) bytes: its end is left out")
            }
            buffers.append(
                Buffer(
                    name: "", clock: options.clock, pageBytes: pageBytes,
                    text: try cursor.bytes(count, limit: Limits.textBytesMax, "the text")))
        case "flyrecord":
            let count = options.cpuCount(bigEndian: bigEndian) ?? Int(clamping: cpus)
            try readV6Buffers(cursor, cpus: count)
        default:
            throw .damaged(
                what: "\"\(kind)\" stands where \"flyrecord\" or \"latency\" should", offset: cursor.offset - 10,
                advice: "the file is damaged; copy it again")
        }
    }

    /// Ten bytes that say what follows, without their filling.
    private func kindOfRest(_ cursor: Cursor) throws(TraceFileError) -> String {
        let bytes = try cursor.bytes(10, limit: 10, "what follows the metadata")
        return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }

    private mutating func readV6Options(_ cursor: Cursor) throws(TraceFileError) {
        while true {
            let place = cursor.offset
            let id = UInt16(truncatingIfNeeded: try cursor.integer(2, "an option"))
            if id == TraceDatOptions.ID.done { return }
            let size = try cursor.integer(4, "the size of an option")
            try options.add(id, cursor.bytes(size, limit: Limits.optionBytesMax, "option \(id)"), at: place)
        }
    }

    /// The top buffer's table stands here; those of instances where their options say.
    private mutating func readV6Buffers(_ cursor: Cursor, cpus: Int) throws(TraceFileError) {
        try buffers.append(readV6Table(cursor, name: "", cpus: cpus))
        for option in options.all where option.id == TraceDatOptions.ID.buffer {
            let place = Cursor(MemorySource(option.bytes), bigEndian: bigEndian)
            let offset = try place.integer(8, "a buffer's place")
            let name = String(decoding: try place.string(limit: Limits.stringBytesMax, "a buffer's name"), as: UTF8.self)
            // The top buffer is named again by some writers.
            if offset == 0 || name.isEmpty { continue }
            guard buffers.count < Limits.buffersMax else { break }
            do throws(TraceFileError) {
                let table = Cursor(source, at: offset, bigEndian: bigEndian)
                let kind = try kindOfRest(table)
                guard kind == "flyrecord" else {
                    throw .damaged(
                        what: "no \"flyrecord\" stands where buffer \(name) should begin", offset: offset,
                        advice: "copy the file again")
                }
                try buffers.append(readV6Table(table, name: name, cpus: cpus))
            } catch {
                note("buffer \(name) is missing: \(error)")
            }
        }
    }

    /// u64 offset and u64 size for each CPU, then the clock with its size.
    private mutating func readV6Table(_ cursor: Cursor, name: String, cpus: Int) throws(TraceFileError) -> Buffer {
        try takeCPUs(UInt64(cpus))
        var buffer = Buffer(name: name, clock: options.clock, pageBytes: pageBytes)
        for cpu in 0..<cpus {
            let offset = try cursor.integer(8, "the place of CPU \(cpu)")
            let size = try cursor.integer(8, "the size of CPU \(cpu)")
            buffer.cpus.append(cpuPages(cpu, offset: offset, size: size, packing: .plain))
        }
        if let clock = v6Clock(cursor) { buffer.clock = clock }
        return buffer
    }

    /// The clock in brackets with its size before it; older writers have none here.
    private func v6Clock(_ cursor: Cursor) -> String? {
        guard let size = try? cursor.integer(8, "the size of the clock"), size > 2, size <= UInt64(Limits.stringBytesMax),
            let text = try? cursor.bytes(size, limit: Limits.stringBytesMax, "the clock"), text.contains(UInt8(ascii: "["))
        else { return nil }
        let clock = ClockText.current(text)
        return clock.isEmpty ? nil : clock
    }

    /// A CPU's pages, held against the size of the file.
    mutating func cpuPages(_ cpu: Int, offset: UInt64, size: UInt64, packing: CPUPages.Packing) -> CPUPages {
        let there = offset < source.size ? source.size - offset : 0
        var count = min(size, there)
        // Pages that are there once are decoded once: the CPUs' pieces of a file do not overlap.
        if count > source.size - pagesTaken {
            note(
                "the table of CPUs names the same bytes more than once: of CPU \(cpu)'s pages at offset \(offset) some are left out"
            )
            count = source.size - pagesTaken
        }
        pagesTaken += count
        if size > there {
            note(
                "the file was cut: of CPU \(cpu)'s \(size) bytes at offset \(offset) only \(there) are there; its newest events are missing"
            )
        }
        return CPUPages(cpu: cpu, source: source, offset: offset, count: count, packing: packing, name: name)
    }
}
