/// Cuts a byte stream into frames: u32 length, big-endian, then that many bytes. Holds at most one
/// frame's limit plus what one `append` brought. No I/O.
public struct FrameStream: Sendable {
    private let limit: Int
    private var buffer: [UInt8] = []
    private var start = 0

    /// - Parameter limit: the largest frame to accept, in bytes without the prefix.
    public init(limit: Int) {
        self.limit = limit
    }

    /// Bytes received and not yet returned as a frame.
    public var pendingBytes: Int { buffer.count - start }

    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        compact()
        buffer.append(contentsOf: bytes)
    }

    public mutating func append(_ bytes: [UInt8]) {
        compact()
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame's body; nil until more bytes come. After an error the stream is lost.
    public mutating func next() throws(WireError) -> [UInt8]? {
        guard pendingBytes >= 4 else { return nil }
        let size = buffer[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard size <= limit else { throw .frameTooLarge(size: size, limit: limit) }
        guard pendingBytes - 4 >= size else { return nil }
        let body = Array(buffer[(start + 4)..<(start + 4 + size)])
        start += 4 + size
        return body
    }

    private mutating func compact() {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 64 << 10)
        } else if start > 0 {
            buffer.removeSubrange(..<start)
        }
        start = 0
    }
}

extension Frame {
    /// The frame with its length prefix, ready to be written to the stream.
    public func framed() -> [UInt8] {
        let body = encoded()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + 4)
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: body.count >> shift))
        }
        bytes.append(contentsOf: body)
        return bytes
    }
}
