import CZlib
import CZstd

/// Packs whole pieces from memory to memory.
final class Packer {
    let codec: Codec
    private var zstd: OpaquePointer?
    private let output = PageBuffer()

    /// What zstd itself takes when nothing else is said; and zlib's (level 6).
    private static let zstdLevel: Int32 = 3

    init(_ codec: Codec) {
        self.codec = codec
        if codec == .zstd { zstd = ZSTD_createCCtx() }
    }

    /// The packed bytes, valid until the next call; nil when memory ran out.
    func pack(_ input: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        switch codec {
        case .none: return input
        case .zstd:
            let room = output.room(ZSTD_compressBound(input.count))
            let count = ZSTD_compressCCtx(zstd, room.baseAddress, room.count, input.baseAddress, input.count, Self.zstdLevel)
            return ZSTD_isError(count) == 0 ? output.filled(count) : nil
        case .zlib:
            let room = output.room(Int(compressBound(uLong(input.count))))
            var count = uLongf(room.count)
            let code = compress2(
                room.baseAddress?.assumingMemoryBound(to: UInt8.self), &count,
                input.baseAddress?.assumingMemoryBound(to: UInt8.self), uLong(input.count), Z_DEFAULT_COMPRESSION)
            return code == Z_OK ? output.filled(Int(count)) : nil
        }
    }

    deinit {
        if let zstd { ZSTD_freeCCtx(zstd) }
    }
}
