/// One format file: the name and id of an event, its fields, and the print format as text.
public struct Format: Sendable {
    /// "sched", "ftrace" … from the folder, and the event's own name.
    public let system: String
    public let name: String
    public let id: Int
    /// The fields in file order, the common ones first.
    public let fields: [Field]
    /// How many of `fields` are common to all events.
    public let commonCount: Int
    /// What follows "print fmt: ".
    private(set) var printFormat: [UInt8]

    public enum Damage: Error, Equatable, Sendable {
        case missing(String)
        case tooManyFields
        case idOutOfRange
    }

    /// The kernel's own limit of a 16-bit type, and more fields than any event has.
    static let idMax = 65535
    static let fieldsMax = 1024

    init(system: String, text: ArraySlice<UInt8>, longBytes: Int = 8) throws(Damage) {
        var name: String?
        var id: Int?
        var fields: [Field] = []
        var commonCount: Int?
        var printFormat: ArraySlice<UInt8>?
        for line in Lines(text) {
            var trimmed = line.trimmed
            if printFormat != nil {
                break
            } else if trimmed.hasPrefix("field:") {
                guard let field = Field(line: trimmed, longBytes: longBytes) else { throw .missing("a readable field line") }
                guard fields.count < Self.fieldsMax else { throw .tooManyFields }
                fields.append(field)
            } else if trimmed.isEmpty {
                commonCount = commonCount ?? fields.count
            } else if trimmed.hasPrefix("print fmt: ") {
                // Everything up to the end of the file: some formats have newlines of their own.
                printFormat = text[(trimmed.startIndex + 11)...]
            } else if trimmed.hasPrefix("name: ") {
                name = trimmed.dropFirst(6).string
            } else if trimmed.hasPrefix("ID: ") {
                trimmed = trimmed.dropFirst(4)
                id = trimmed.takeDecimal()
            }
        }
        guard let name, !name.isEmpty else { throw .missing("name") }
        guard let id else { throw .missing("ID") }
        guard id <= Self.idMax else { throw .idOutOfRange }
        self.system = system
        self.name = name
        self.id = id
        self.fields = fields
        self.commonCount = min(commonCount ?? fields.count, fields.count)
        self.printFormat = Array((printFormat ?? []).trimmingNewlines)
    }

    /// With a print format that compiles, where it is one whose own quotes lost their backslashes.
    var repaired: Format? {
        guard let text = FormatRepair.repaired(printFormat) else { return nil }
        var format = self
        format.printFormat = text
        return format
    }

    /// The field of this name. Some kernels give a dynamic field's location the name with "__data_loc_" before it.
    public func field(_ name: String) -> Field? {
        fields.first { $0.name == name }
    }

    var common: ArraySlice<Field> { fields[..<commonCount] }
    /// The event's own fields.
    var own: ArraySlice<Field> { fields[commonCount...] }

    /// Bytes a record must have for all its fixed fields to be there.
    var bytesMin: Int {
        fields.map { $0.offset + $0.bytes }.max() ?? 0
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingNewlines: ArraySlice<UInt8> {
        var slice = self
        while let last = slice.last, last == 0x0a || last == 0x0d { slice.removeLast() }
        return slice
    }
}
