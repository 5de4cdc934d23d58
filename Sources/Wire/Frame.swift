/// One message on the wire. Which side may send which stands in `fleetrace.proto`.
public enum Frame: Equatable, Sendable {
    case hello(Hello)
    case metadataOffer(MetadataOffer)
    case metadataPart(MetadataPart)
    case chunk(Chunk)
    case traceStatus(TraceStatus)
    case pong(Pong)
    case welcome(Welcome)
    case startTrace(StartTrace)
    case stopTrace(StopTrace)
    case metadataWant(MetadataWant)
    case chunkAck(ChunkAck)
    case ping(Ping)
    case traceAck(TraceAck)
    case goodbye(Goodbye)

    /// - Parameter bytes: one frame's body, without the length prefix.
    /// - Throws: `.unknownBody` when no field is a body this version knows. A session may skip such a
    ///   frame: it comes from a newer peer.
    public init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = ProtoReader(bytes)
        var frame: Frame?
        while let tag = try reader.next() {
            // As with every oneof, the last body wins.
            if let body = try Frame.body(tag, from: &reader) {
                frame = body
            } else {
                try reader.skip(tag)
            }
        }
        guard let frame else { throw .unknownBody }
        self = frame
    }

    private static func body(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Frame? {
        guard tag.type == .bytes else { return nil }
        return switch tag.number {
        case 1: .hello(try reader.message())
        case 2: .metadataOffer(try reader.message())
        case 3: .metadataPart(try reader.message())
        case 4: .chunk(try reader.message())
        case 5: .traceStatus(try reader.message())
        case 6: .pong(try reader.message())
        case 16: .welcome(try reader.message())
        case 17: .startTrace(try reader.message())
        case 18: .stopTrace(try reader.message())
        case 19: .metadataWant(try reader.message())
        case 20: .chunkAck(try reader.message())
        case 21: .ping(try reader.message())
        case 22: .traceAck(try reader.message())
        case 31: .goodbye(try reader.message())
        default: nil
        }
    }

    /// The frame's body, without the length prefix.
    public func encoded() -> [UInt8] {
        var writer = ProtoWriter(reserving: capacityHint)
        switch self {
        case .hello(let body): writer.message(1, body)
        case .metadataOffer(let body): writer.message(2, body)
        case .metadataPart(let body): writer.message(3, body)
        case .chunk(let body): writer.message(4, body)
        case .traceStatus(let body): writer.message(5, body)
        case .pong(let body): writer.message(6, body)
        case .welcome(let body): writer.message(16, body)
        case .startTrace(let body): writer.message(17, body)
        case .stopTrace(let body): writer.message(18, body)
        case .metadataWant(let body): writer.message(19, body)
        case .chunkAck(let body): writer.message(20, body)
        case .ping(let body): writer.message(21, body)
        case .traceAck(let body): writer.message(22, body)
        case .goodbye(let body): writer.message(31, body)
        }
        return writer.bytes
    }

    private var capacityHint: Int {
        switch self {
        case .chunk(let chunk): chunk.data.count + 96
        case .metadataPart(let part): part.data.count + 96
        default: 256
        }
    }
}
