import Ftrace

/// Where the pages of version 7's buffers lie.
extension TraceDat {
    /// An option BUFFER: u64 place, name, clock, u32 page size, u32 CPUs, and for each u32 CPU, u64 offset, u64 size.
    /// BUFFER_TEXT ends behind the clock.
    mutating func readBuffer(_ option: TraceDatExtras.Option) throws(TraceFileError) {
        let cursor = Cursor(MemorySource(option.bytes), bigEndian: bigEndian)
        let place = try cursor.integer(8, "a buffer's place")
        let name = String(decoding: try cursor.string(limit: Limits.stringBytesMax, "a buffer's name"), as: UTF8.self)
        let clock = ClockText.current(try cursor.string(limit: Limits.stringBytesMax, "a buffer's clock"))
        let section = try Section(source, at: place, bigEndian: bigEndian)
        guard section.id == option.id else {
            throw .damaged(what: "buffer \"\(name)\" should begin here", offset: place, advice: "copy the file again")
        }
        var buffer = Buffer(name: name, clock: clock, pageBytes: pageBytes)
        if option.id == TraceDatOptions.ID.bufferText {
            buffer.text = try bufferText(section)
        } else {
            buffer.pageBytes = try pageSize(cursor, "a buffer's page size")
            let count = try cursor.integer(4, "a buffer's count of CPUs")
            try takeCPUs(count)
            for _ in 0..<count {
                let cpu = try cursor.integer(4, "a CPU")
                let offset = try cursor.integer(8, "the place of a CPU's pages")
                let size = try cursor.integer(8, "the size of a CPU's pages")
                guard cpu < UInt64(Limits.cpusMax) else {
                    throw .damaged(what: "a CPU has the number \(cpu)", offset: place, advice: "copy the file again")
                }
                buffer.cpus.append(cpuPages(Int(cpu), offset, size, section))
            }
            buffer.cpus.sort { $0.cpu < $1.cpu }
        }
        buffers.append(buffer)
    }

    /// Counts the CPUs of one buffer.
    mutating func takeCPUs(_ count: UInt64) throws(TraceFileError) {
        guard count <= UInt64(Limits.cpusMax) else {
            throw .tooLarge(what: "the table of CPUs", bytes: count, limit: UInt64(Limits.cpusMax))
        }
        cpusTaken += Int(count)
        guard cpusTaken <= Limits.cpusOfAllMax else {
            throw .tooLarge(what: "the tables of CPUs", bytes: UInt64(cpusTaken), limit: UInt64(Limits.cpusOfAllMax))
        }
    }

    private mutating func cpuPages(_ cpu: Int, _ offset: UInt64, _ size: UInt64, _ section: Section) -> CPUPages {
        guard section.isCompressed else { return cpuPages(cpu, offset: offset, size: size, packing: .plain) }
        // The size that is stated leaves the count of chunks out.
        return cpuPages(
            cpu, offset: offset, size: size > 0 && size < UInt64.max - 4 ? min(size + 4, atEnd(offset, size)) : size,
            packing: .chunks(codec, bigEndian: bigEndian))
    }

    /// No more than up to the end of the file when the size itself fits in it.
    private func atEnd(_ offset: UInt64, _ size: UInt64) -> UInt64 {
        guard offset < source.size, size <= source.size - offset else { return size }
        return source.size - offset
    }

    /// A latency tracer's text: plain, or in chunks as pages are.
    private mutating func bufferText(_ section: Section) throws(TraceFileError) -> [UInt8] {
        guard section.isCompressed else {
            let cursor = Cursor(source, at: section.body, end: section.end, bigEndian: bigEndian)
            let count = min(cursor.remaining, UInt64(Limits.textBytesMax))
            if count < cursor.remaining { note(Self.longText) }
            return try cursor.bytes(count, limit: Limits.textBytesMax, "the text")
        }
        let pages = CPUPages(
            cpu: 0, source: source, offset: section.body, count: section.end - section.body,
            packing: .chunks(codec, bigEndian: bigEndian), name: name)
        let log = DamageLog()
        let blocks = ChunkBlocks(
            pages, codec: codec, bigEndian: bigEndian, blockBytes: Limits.blockBytes, unpacker: Unpacker(codec), damage: log)
        var text: [UInt8] = []
        while let block = try blocks.next() {
            guard text.count + block.count <= Limits.textBytesMax else {
                note(Self.longText)
                break
            }
            text += block
        }
        for place in log.places { note(place) }
        return text
    }

    private static let longText = "a text is longer than \(Limits.textBytesMax) bytes: its end is left out"
}
