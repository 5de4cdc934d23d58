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

    /// A fresh stream of blocks of about so many bytes.
    func blocks(bytes: Int, unpacker: Unpacker, damage: DamageLog?) -> any PageBlocks {
        switch packing {
        case .plain: PlainBlocks(self, blockBytes: bytes)
        case .chunks(let codec, let bigEndian):
            ChunkBlocks(self, codec: codec, bigEndian: bigEndian, blockBytes: bytes, unpacker: unpacker, damage: damage)
        case .gzip: GzipBlocks(self, blockBytes: bytes, damage: damage)
        }
    }

    var codec: Codec {
        if case .chunks(let codec, _) = packing { return codec }
        return .none
    }
}

/// Pages in memory, block by block. A block is valid until the next one is asked for.
protocol PageBlocks: AnyObject {
    func next() throws(TraceFileError) -> UnsafeRawBufferPointer?
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
