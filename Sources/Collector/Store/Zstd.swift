import CZstd

/// Why bytes did not decompress, in words.
struct ZstdError: Error, Equatable, CustomStringConvertible {
    let description: String
}

enum Zstd {
    /// Decompresses frames that together hold exactly `rawSize` bytes; never writes more than that.
    /// A frame's content checksum, where it has one, is checked.
    static func decompress(_ data: [UInt8], rawSize: Int) throws(ZstdError) -> [UInt8] {
        var code = 0
        let raw = [UInt8](unsafeUninitializedCapacity: rawSize) { buffer, count in
            code = ZSTD_decompress(buffer.baseAddress, rawSize, data, data.count)
            count = ZSTD_isError(code) == 0 ? min(code, rawSize) : 0
        }
        guard ZSTD_isError(code) == 0 else { throw ZstdError(description: String(cString: ZSTD_getErrorName(code))) }
        guard raw.count == rawSize else {
            throw ZstdError(description: "it decompresses to \(raw.count) bytes, not to the \(rawSize) that it says")
        }
        return raw
    }

    static func compress(_ raw: [UInt8], level: Int32 = 3) throws(ZstdError) -> [UInt8] {
        var code = 0
        let data = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(raw.count)) { buffer, count in
            code = ZSTD_compress(buffer.baseAddress, buffer.count, raw, raw.count, level)
            count = ZSTD_isError(code) == 0 ? code : 0
        }
        guard ZSTD_isError(code) == 0 else { throw ZstdError(description: String(cString: ZSTD_getErrorName(code))) }
        return data
    }
}
