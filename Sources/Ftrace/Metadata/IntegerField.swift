/// An integer field ready to be loaded: its place was checked to be one when the format was read.
struct IntegerField: Sendable {
    let offset: Int
    let bytes: UInt8
    private(set) var signed: Bool
    /// What a field that this kernel does not have stands for.
    private let fallback: Int64

    init?(_ format: Format, _ name: String) {
        guard let field = format.field(name), field.kind == .scalar, [1, 2, 4, 8].contains(field.bytes) else { return nil }
        offset = field.offset
        bytes = UInt8(field.bytes)
        signed = field.signed
        fallback = 0
    }

    /// The location word of a dynamic field.
    init(location field: Field) {
        offset = field.offset
        bytes = 4
        signed = false
        fallback = 0
    }

    private init(fallback: Int64) {
        offset = 0
        bytes = 0
        signed = false
        self.fallback = fallback
    }

    static func absent(_ value: Int64) -> IntegerField { IntegerField(fallback: value) }

    /// The same bytes without their sign.
    var unsigned: IntegerField {
        var field = self
        field.signed = false
        return field
    }

    /// One past the field's last byte: what the record must have.
    var end: Int { offset + Int(bytes) }

    @inline(__always)
    func load(_ record: Record) -> Int64 {
        bytes == 0 ? fallback : record.load(offset, bytes: bytes, signed: signed)
    }
}
