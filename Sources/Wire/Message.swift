/// A proto3 message of `fleetrace.proto`. A type says how one field is read and how all are written;
/// the loop over fields and the skipping of unknown ones are the same for all.
public protocol Message: Equatable, Sendable {
    init()
    /// Takes one field. Returns false, having read nothing, for a field it does not know or whose
    /// wire type is not the one it knows.
    mutating func read(_ tag: FieldTag, from reader: inout ProtoReader) throws(WireError) -> Bool
    func encode(to writer: inout ProtoWriter)
}

extension Message {
    public init(from reader: inout ProtoReader) throws(WireError) {
        self.init()
        while let tag = try reader.next() {
            if try !read(tag, from: &reader) { try reader.skip(tag) }
        }
    }

    public init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = ProtoReader(bytes)
        try self.init(from: &reader)
    }

    public func encoded() -> [UInt8] {
        var writer = ProtoWriter()
        encode(to: &writer)
        return writer.bytes
    }
}
