/// Pages that lie in a file as they are, some at a time.
final class PlainBlocks: PageBlocks {
    private let pages: CPUPages
    private var done: UInt64 = 0
    private let blockBytes: Int
    private let buffer = PageBuffer()

    init(_ pages: CPUPages, blockBytes: Int) {
        self.pages = pages
        self.blockBytes = blockBytes
    }

    func next() throws(TraceFileError) -> UnsafeRawBufferPointer? {
        guard done < pages.count else { return nil }
        let room = buffer.room(Int(min(UInt64(blockBytes), pages.count - done)))
        let count = try pages.source.read(at: pages.offset + done, into: room)
        guard count > 0 else { return nil }
        done += UInt64(count)
        return buffer.filled(count)
    }
}

/// Pages in a gzip file.
final class GzipBlocks: PageBlocks {
    private let pages: CPUPages
    private let stream: StreamUnpacker
    private let blockBytes: Int
    private let buffer = PageBuffer()
    private let damage: DamageLog?

    init(_ pages: CPUPages, blockBytes: Int, damage: DamageLog?) {
        self.pages = pages
        self.blockBytes = blockBytes
        self.damage = damage
        stream = StreamUnpacker(.deflate, pages.source, at: pages.offset, count: pages.count)
    }

    func next() throws(TraceFileError) -> UnsafeRawBufferPointer? {
        guard stream.outcome == .more else { return nil }
        let count = try stream.read(into: buffer.room(blockBytes))
        if stream.outcome == .damaged {
            damage?.note("CPU \(pages.cpu): \(pages.name) is damaged or cut; the pages after the damage are missing")
        }
        return count > 0 ? buffer.filled(count) : nil
    }
}
