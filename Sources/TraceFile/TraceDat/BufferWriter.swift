import Ftrace

/// The sections of pages and texts, and the options that say where they lie.
extension TraceDatWriter {
    /// A buffer of pages; nil writes an empty top buffer, which readers expect to be there.
    func writeBuffer(_ capture: Capture?) throws(TraceFileError) {
        let start = file.offset
        let compressed = packer.codec != .none
        let pageBytes = capture?.pageBytes ?? captures[0].pageBytes
        try file.write(head(TraceDatOptions.ID.buffer, "buffer flyrecord", compressed: compressed, size: 0))
        var table: [UInt8] = []
        var cpus = 0
        for (cpu, pages) in capture.map({ blocks($0) }) ?? [] {
            try file.align(pageBytes)
            let offset = file.offset
            let size = try compressed ? writeChunks(pages, pageBytes: pageBytes) : writePages(pages, pageBytes: pageBytes)
            table += number(UInt64(cpu), 4) + number(offset, 8) + number(size, 8)
            cpus += 1
        }
        try patchSize(of: start)
        let clock = capture?.metadata.clock ?? ""
        addOption(
            TraceDatOptions.ID.buffer,
            number(start, 8) + Array((capture?.name ?? "").utf8) + [0] + Array((clock.isEmpty ? "local" : clock).utf8) + [0]
                + number(UInt64(pageBytes), 4) + number(UInt64(cpus), 4) + table)
    }

    /// A latency tracer's text.
    func writeText(_ capture: Capture) throws(TraceFileError) {
        let start = file.offset
        let compressed = packer.codec != .none
        try file.write(head(TraceDatOptions.ID.bufferText, "buffer latency", compressed: compressed, size: 0))
        let text = capture.texts.first?.bytes ?? []
        if compressed {
            let memory = CPUPages(
                cpu: 0, source: MemorySource(text), offset: 0, count: UInt64(text.count), packing: .plain, name: "the text")
            _ = try writeChunks(PlainBlocks(memory, blockBytes: Limits.blockBytes), pageBytes: 1)
        } else {
            try file.write(text)
        }
        try patchSize(of: start)
        let clock = capture.metadata.clock
        addOption(
            TraceDatOptions.ID.bufferText,
            number(start, 8) + Array(capture.name.utf8) + [0] + Array((clock.isEmpty ? "local" : clock).utf8) + [0])
    }

    private func patchSize(of start: UInt64) throws(TraceFileError) {
        try file.patch(at: start + 8, number(file.offset - start - Section.headBytes, 8))
    }

    private func writePages(_ pages: any PageBlocks, pageBytes: Int) throws(TraceFileError) -> UInt64 {
        let start = file.offset
        while let block = try pages.next() { try file.write(whole(block, pageBytes)) }
        return file.offset - start
    }

    /// u32 count, and the chunks; the size that readers are told leaves the count out.
    private func writeChunks(_ pages: any PageBlocks, pageBytes: Int) throws(TraceFileError) -> UInt64 {
        let start = file.offset
        try file.write(number(0, 4))
        var count: UInt64 = 0
        while let block = try pages.next() {
            let block = whole(block, pageBytes)
            if block.isEmpty { continue }
            guard let packed = packer.pack(block) else { throw Self.noMemory }
            try file.write(number(UInt64(packed.count), 4) + number(UInt64(block.count), 4))
            try file.write(packed)
            count += 1
        }
        try file.patch(at: start, number(count, 4))
        return count == 0 ? 0 : file.offset - start - 4
    }

    /// Without the rest of a page that was cut: it is no page, and readers would lose what follows.
    private func whole(_ block: UnsafeRawBufferPointer, _ pageBytes: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: block[..<(block.count / pageBytes * pageBytes)])
    }
}
