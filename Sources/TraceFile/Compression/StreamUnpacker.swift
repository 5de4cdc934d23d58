import CZlib
import CZstd

/// Unpacks a range of a file piece by piece with bounded memory, however large it is.
final class StreamUnpacker {
    enum Kind {
        case zstd
        /// zlib or gzip, told by the first bytes; gzip files may have several members.
        case deflate
    }

    /// What is told besides bytes: the stream is no such stream, or it ends early.
    enum Outcome: Equatable {
        case more
        case end
        case damaged
    }

    private let source: any ByteSource
    private var offset: UInt64
    private let end: UInt64
    private let engine: any UnpackEngine
    private let input = PageBuffer()
    /// The part of `input` not yet taken.
    private var pending = 0..<0
    private(set) var outcome = Outcome.more

    private static let inputBytes = 64 << 10

    init(_ kind: Kind, _ source: any ByteSource, at offset: UInt64, count: UInt64) {
        self.source = source
        self.offset = min(offset, source.size)
        end = self.offset + min(count, source.size - self.offset)
        switch kind {
        case .zstd: engine = ZstdEngine()
        case .deflate: engine = DeflateEngine()
        }
    }

    /// Fills the buffer as far as the stream goes and returns how many bytes it gave; `outcome` says why it gave fewer.
    func read(into output: UnsafeMutableRawBufferPointer) throws(TraceFileError) -> Int {
        var filled = 0
        while filled < output.count, outcome == .more {
            if pending.isEmpty, offset < end {
                let room = input.room(Int(min(UInt64(Self.inputBytes), end - offset)))
                let count = try source.read(at: offset, into: room)
                pending = 0..<count
                offset = count == 0 ? end : offset + UInt64(count)
            }
            let lastPiece = offset >= end
            let piece = UnsafeRawBufferPointer(rebasing: input.filled(pending.upperBound)[pending])
            let step = engine.step(piece, UnsafeMutableRawBufferPointer(rebasing: output[filled...]))
            filled += step.produced
            pending = (pending.lowerBound + step.consumed)..<pending.upperBound
            if step.failed {
                outcome = .damaged
            } else if pending.isEmpty && lastPiece && (step.finished || step.produced == 0) {
                outcome = step.finished ? .end : .damaged
            } else if step.produced == 0 && step.consumed == 0 && !pending.isEmpty {
                outcome = .damaged
            }
        }
        return filled
    }
}

/// One step of unpacking.
private struct UnpackStep {
    var consumed = 0
    var produced = 0
    /// A frame or member ended with this step.
    var finished = false
    var failed = false
}

private protocol UnpackEngine: AnyObject {
    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> UnpackStep
}

private final class ZstdEngine: UnpackEngine {
    private let stream = ZSTD_createDStream()

    init() {
        ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Limits.windowLogMax)
    }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> UnpackStep {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let code = ZSTD_decompressStream(stream, &target, &source)
        return UnpackStep(consumed: source.pos, produced: target.pos, finished: code == 0, failed: ZSTD_isError(code) != 0)
    }

    deinit {
        ZSTD_freeDStream(stream)
    }
}

private final class DeflateEngine: UnpackEngine {
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let ready: Bool
    /// A member ended; another may follow.
    private var ended = false

    init() {
        stream.initialize(to: z_stream())
        // 15 bits of window, and 32 for telling gzip from zlib by itself (zlib.h, inflateInit2).
        ready = inflateInit2_(stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> UnpackStep {
        guard ready else { return UnpackStep(failed: true) }
        if ended {
            if input.isEmpty { return UnpackStep(finished: true) }
            inflateReset(stream)
            ended = false
        }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let code = inflate(stream, Z_NO_FLUSH)
        ended = code == Z_STREAM_END
        return UnpackStep(
            consumed: input.count - Int(stream.pointee.avail_in), produced: output.count - Int(stream.pointee.avail_out),
            finished: ended, failed: code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
    }

    deinit {
        if ready { inflateEnd(stream) }
        stream.deallocate()
    }
}
