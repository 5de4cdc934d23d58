import Ftrace

/// What of a recording that was not finished can still be found: the option that says where each CPU's pages lie is
/// written last, so a file that was cut lacks it although the pages are there.
extension TraceDat {
    mutating func findLostBuffers(_ walk: SectionWalk) throws(TraceFileError) {
        guard let section = walk.first(TraceDatOptions.ID.buffer) else {
            if walk.first(TraceDatOptions.ID.bufferText) == nil {
                note("there is no buffer in the file: it was cut before the pages, or nothing was recorded")
            }
            return
        }
        var buffer = Buffer(name: "", clock: options.clock, pageBytes: pageBytes)
        if let geometry = try? Geometry(headerPage: headerPage, bigEndian: bigEndian), geometry.pageBytes >= Limits.pageBytesMin {
            buffer.pageBytes = geometry.pageBytes
        }
        buffer.cpus = section.isCompressed ? try lostChunks(section) : try lostPages(section, pageBytes: buffer.pageBytes)
        note(
            "the file was cut: where the CPUs' pages lie was found by looking, so CPUs without events may shift the numbers of those after them"
        )
        buffers.append(buffer)
    }

    private func aligned(_ offset: UInt64) -> UInt64 {
        (offset + UInt64(pageBytes) - 1) / UInt64(pageBytes) * UInt64(pageBytes)
    }

    private var cpusMax: Int { options.cpuCount(bigEndian: bigEndian) ?? Limits.cpusMax }

    /// Each CPU's chunks begin at a multiple of the page size; a chunk's head says where the next one begins.
    private func lostChunks(_ section: Section) throws(TraceFileError) -> [CPUPages] {
        var found: [CPUPages] = []
        var offset = aligned(section.body)
        while found.count < cpusMax, offset < source.size {
            let cursor = Cursor(source, at: offset, bigEndian: bigEndian)
            guard cursor.remaining >= 4 else { break }
            let count = try cursor.integer(4, "the count of chunks")
            guard count > 0 else { break }
            var left = count
            while left > 0, cursor.remaining >= 8 {
                let size = try cursor.integer(4, "a chunk's packed size")
                _ = try cursor.integer(4, "a chunk's size")
                try cursor.skip(min(size, cursor.remaining), "a chunk")
                left -= 1
            }
            found.append(
                CPUPages(
                    cpu: found.count, source: source, offset: offset, count: cursor.offset - offset,
                    packing: .chunks(codec, bigEndian: bigEndian), name: name))
            offset = aligned(cursor.offset)
        }
        return found
    }

    /// Plain pages: another CPU's begin where time goes back.
    private func lostPages(_ section: Section, pageBytes: Int) throws(TraceFileError) -> [CPUPages] {
        var found: [CPUPages] = []
        let first = aligned(section.body)
        // The size in the section's head is only filled in when the recording ends.
        let end = section.size == 0 ? source.size : section.end
        var start = first
        var last: UInt64 = 0
        var offset = first
        func take(_ upTo: UInt64) {
            guard upTo > start else { return }
            found.append(
                CPUPages(cpu: found.count, source: source, offset: start, count: upTo - start, packing: .plain, name: name))
        }
        while offset + UInt64(pageBytes) <= end {
            let time = try Cursor(source, at: offset, end: offset + 8, bigEndian: bigEndian).integer(8, "a page's time")
            if time < last, found.count + 1 < cpusMax {
                take(offset)
                start = offset
            }
            last = time
            offset += UInt64(pageBytes)
        }
        take(end)
        return found
    }
}
