import CAgent
import Wire

/// zstd frames at level 1, with a checksum; the window is bounded so that the compressor stays small.
final class Zstd {
    private let context: OpaquePointer

    /// - Parameter contentBytesMax: nothing larger is compressed at once; it bounds the window.
    init(contentBytesMax: Int) throws(TraceError) {
        var windowLog: Int32 = 10
        while 1 << windowLog < contentBytesMax, windowLog < 18 { windowLog += 1 }
        guard let context = fa_zstd_new(1, windowLog) else { throw TraceError(.resources, "no memory for the compressor") }
        self.context = context
    }

    deinit { fa_zstd_free(context) }

    func frame(_ bytes: [UInt8]) throws(TraceError) -> [UInt8] {
        var written: Int64 = -1
        let frame = [UInt8](unsafeUninitializedCapacity: fa_zstd_bound(bytes.count)) { buffer, count in
            written = bytes.withUnsafeBytes {
                fa_zstd_compress(context, buffer.baseAddress, buffer.count, $0.baseAddress, $0.count)
            }
            count = max(0, Int(written))
        }
        guard written >= 0 else { throw TraceError(.resources, "zstd: \(String(cString: fa_zstd_error(context)))") }
        // The bound's spare capacity goes back: a chunk may wait for its acknowledgement for hours.
        return frame.withUnsafeBytes { Array($0) }
    }
}
