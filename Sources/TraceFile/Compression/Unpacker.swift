import CZlib
import CZstd

/// Unpacks whole pieces from memory to memory. One state serves any number of pieces, one after the other.
final class Unpacker {
    private let codec: Codec
    private var zstd: OpaquePointer?

    init(_ codec: Codec) {
        self.codec = codec
        if codec == .zstd { zstd = ZSTD_createDCtx() }
    }

    /// - Returns: how many bytes came out; nil when the input is damaged or does not fit.
    func unpack(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
        switch codec {
        case .none:
            guard input.count <= output.count else { return nil }
            output.copyMemory(from: input)
            return input.count
        case .zstd:
            // Frames without a content size are what trace-cmd writes: the room that is given is the limit.
            let count = ZSTD_decompressDCtx(zstd, output.baseAddress, output.count, input.baseAddress, input.count)
            return ZSTD_isError(count) == 0 ? count : nil
        case .zlib:
            var count = uLongf(output.count)
            let code = uncompress(
                output.baseAddress?.assumingMemoryBound(to: UInt8.self), &count,
                input.baseAddress?.assumingMemoryBound(to: UInt8.self), uLong(input.count))
            return code == Z_OK ? Int(count) : nil
        }
    }

    /// A compressed section of at most `bytesMax` unpacked bytes; nil when it is damaged or longer.
    func unpack(_ input: [UInt8], bytesMax: Int) -> [UInt8]? {
        var count: Int?
        let output = [UInt8](unsafeUninitializedCapacity: bytesMax) { buffer, initialized in
            count = input.withUnsafeBytes { unpack($0, into: UnsafeMutableRawBufferPointer(buffer)) }
            initialized = count ?? 0
        }
        return count == nil ? nil : output
    }

    deinit {
        if let zstd { ZSTD_freeDCtx(zstd) }
    }
}
