import Ftrace

/// Where the pages of one CPU lie.
struct CPUPages: Sendable {
    let cpu: Int
    let source: any ByteSource
    let offset: UInt64
    /// Bytes in the file from the offset on; never past its end.
    let count: UInt64
    let packing: Packing
    /// The file, or the recording, in messages.
    let name: String

    enum Packing: Sendable, Equatable {
        /// The pages as they are.
        case plain
        /// trace.dat's chunks: a count, then each with its packed and unpacked size.
        case chunks(Codec, bigEndian: Bool)
        /// One gzip stream.
        case gzip
    }

    /// A fresh stream of blocks of whole pages.
    func stream(pageBytes: Int, unpacker: Unpacker, damage: DamageLog?) -> CPUSource {
        let blockBytes = max(1, Limits.blockBytes / max(1, pageBytes)) * pageBytes
        switch packing {
        case .plain:
            let blocks = PlainBlocks(self, blockBytes: blockBytes)
            return CPUSource(cpu: cpu, blocks: { try blocks.next() })
        case .chunks(let codec, let bigEndian):
            let blocks = ChunkBlocks(
                self, codec: codec, bigEndian: bigEndian, blockBytes: blockBytes, unpacker: unpacker, damage: damage)
            return CPUSource(cpu: cpu, blocks: { try blocks.next() })
        case .gzip:
            let blocks = GzipBlocks(self, blockBytes: blockBytes, damage: damage)
            return CPUSource(cpu: cpu, blocks: { try blocks.next() })
        }
    }
}

/// What could not be unpacked while a capture was read: each place with its offset and CPU.
public final class DamageLog {
    /// The first places, as sentences.
    public private(set) var places: [String] = []
    /// How many there were altogether.
    public private(set) var count = 0

    public init() {}

    func note(_ place: String) {
        count += 1
        if places.count < Limits.damageNamedMax { places.append(place) }
    }
}

extension CPUPages {
    /// Blocks of about so many bytes, for a look at the first pages.
    func blocks(bytes: Int) -> () throws -> UnsafeRawBufferPointer? {
        switch packing {
        case .plain:
            let blocks = PlainBlocks(self, blockBytes: bytes)
            return { try blocks.next() }
        case .chunks(let codec, let bigEndian):
            let blocks = ChunkBlocks(
                self, codec: codec, bigEndian: bigEndian, blockBytes: bytes, unpacker: Unpacker(codec), damage: nil)
            return { try blocks.next() }
        case .gzip:
            let blocks = GzipBlocks(self, blockBytes: bytes, damage: nil)
            return { try blocks.next() }
        }
    }
}
