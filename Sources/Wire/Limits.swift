/// The limits of the protocol. A peer that exceeds one is cut off with a named error.
public enum Limits {
    /// Bytes of a frame that a board may send, without its length prefix.
    public static let frameFromBoardBytesMax = (1 << 20) + (128 << 10)
    /// Bytes of a frame that a collector may send; small, because a board has little memory.
    public static let frameToBoardBytesMax = 64 << 10
    /// Bytes that one chunk may have when decompressed; a sub-buffer is at most 1 MiB.
    public static let chunkRawBytesMax = 4 << 20
    /// Bytes of a chunk's compressed data.
    public static let chunkDataBytesMax = (1 << 20) + (64 << 10)
    /// Bytes of one piece of metadata when decompressed.
    public static let metadataPartRawBytesMax = 1 << 20
    /// Bytes of one metadata content: a large kernel's kallsyms is about 15 MB.
    public static let metadataBytesMax = 64 << 20
    /// UTF-8 bytes of any string: a kernel command line is at most 4096.
    public static let stringBytesMax = 4096
    /// UTF-8 bytes of a trace's id.
    public static let traceIDBytesMax = 32
    public static let factsMax = 96
    public static let labelsMax = 32
    public static let eventsMax = 512
    public static let optionsMax = 128
    public static let cpusMax = 4096
    public static let tracesMax = 64
    public static let metadataItemsMax = 32
    public static let settingsMax = 64
}

/// The versions of the protocol that this code speaks, and how two sides agree on one.
public enum Version {
    public static let min: UInt32 = 1
    public static let max: UInt32 = 1
    /// The TLS application protocol (ALPN) of board sessions.
    public static let alpn = "fleetrace/1"

    /// The highest version both sides speak; nil when they have none in common.
    public static func negotiate(min theirMin: UInt32, max theirMax: UInt32) -> UInt32? {
        let low = Swift.max(min, theirMin)
        let high = Swift.min(max, theirMax)
        return low <= high ? high : nil
    }
}
