/// Pages in compressed chunks, as trace.dat of version 7 holds them: u32 count, then for each chunk u32 packed size, u32
/// unpacked size and the packed bytes (trace-cmd.dat.v7(5), "COMPRESSION FORMAT OF THE TRACE DATA").
///
/// A chunk that cannot be unpacked is noted and left out: where the next one begins is known.
final class ChunkBlocks: PageBlocks {
    private let pages: CPUPages
    private let codec: Codec
    private let cursor: Cursor
    private let blockBytes: Int
    private let unpacker: Unpacker
    private let damage: DamageLog?
    private let packed = PageBuffer()
    private let buffer = PageBuffer()
    /// Chunks still to come; nil before the count was read.
    private var left: UInt64?
    /// A chunk too large to be unpacked at once, and how much of it may still come.
    private var large: (stream: StreamUnpacker, left: UInt64, offset: UInt64)?

    init(_ pages: CPUPages, codec: Codec, bigEndian: Bool, blockBytes: Int, unpacker: Unpacker, damage: DamageLog?) {
        self.pages = pages
        self.codec = codec
        self.blockBytes = blockBytes
        self.unpacker = unpacker
        self.damage = damage
        cursor = Cursor(pages.source, at: pages.offset, end: pages.offset + pages.count, bigEndian: bigEndian)
    }

    func next() throws(TraceFileError) -> UnsafeRawBufferPointer? {
        while true {
            if let block = try nextOfLarge() { return block }
            if left == nil { left = cursor.remaining >= 4 ? try cursor.integer(4, "the count of chunks") : 0 }
            guard let count = left, count > 0 else { return nil }
            guard cursor.remaining >= 8 else {
                note(cursor.offset, "\(count) chunks of pages are missing at the end")
                left = 0
                return nil
            }
            left = count - 1
            if let block = try nextChunk() { return block }
        }
    }

    private func nextChunk() throws(TraceFileError) -> UnsafeRawBufferPointer? {
        let place = cursor.offset
        let packedCount = try cursor.integer(4, "a chunk's packed size")
        let count = try cursor.integer(4, "a chunk's size")
        guard packedCount <= cursor.remaining else {
            note(place, "a chunk of pages is cut; it and what follows is missing")
            left = 0
            return nil
        }
        let data = cursor.offset
        try cursor.skip(packedCount, "a chunk")
        if count > UInt64(Limits.chunkBytesMax) || packedCount > UInt64(Limits.chunkBytesMax) {
            large = (StreamUnpacker(codec == .zstd ? .zstd : .deflate, pages.source, at: data, count: packedCount), count, place)
            return nil
        }
        let input = packed.room(Int(packedCount))
        let output = buffer.room(Int(count))
        let found = try pages.source.read(at: data, into: input)
        guard let unpacked = unpacker.unpack(packed.filled(found), into: output), unpacked > 0 else {
            if count > 0 { note(place, "a chunk of pages cannot be unpacked and is left out") }
            return nil
        }
        if unpacked < Int(count) { note(place, "a chunk of pages is shorter than it says") }
        return buffer.filled(unpacked)
    }

    private func nextOfLarge() throws(TraceFileError) -> UnsafeRawBufferPointer? {
        guard let chunk = large else { return nil }
        let room = buffer.room(Int(min(UInt64(blockBytes), chunk.left)))
        let count = try chunk.stream.read(into: room)
        if count < room.count { note(chunk.offset, "a chunk of pages is damaged; its end is missing") }
        large?.left -= UInt64(count)
        if count < room.count || chunk.left == UInt64(count) { large = nil }
        return count > 0 ? buffer.filled(count) : nil
    }

    private func note(_ offset: UInt64, _ what: String) {
        damage?.note("CPU \(pages.cpu), at offset \(offset) of \(pages.name): \(what)")
    }
}
