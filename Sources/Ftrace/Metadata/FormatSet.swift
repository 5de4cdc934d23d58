/// All format files of a capture, from the blob the board made of them.
public struct FormatSet: Sendable {
    public private(set) var formats: [Format] = []
    /// Files that could not be read, by name, with the reason.
    public private(set) var damaged: [String: Format.Damage] = [:]

    /// More events than any kernel has, each with a file of at most 1 MiB.
    static let formatsMax = 65536
    static let formatBytesMax = 1 << 20

    /// - Parameter longBytes: 4 or 8, the size of that kernel's `long`.
    /// - Throws: `.formats` when the blob ends inside an entry, or a line is no "system/event BYTES".
    public init(_ blob: [UInt8], longBytes: Int = 8) throws(FtraceError) {
        var rest = blob[...]
        while !rest.isEmpty {
            guard let newline = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                throw .formats("the last entry has no line of its own")
            }
            let line = rest[..<newline]
            guard let space = line.lastIndex(of: UInt8(ascii: " ")), let slash = line.firstIndex(of: UInt8(ascii: "/")),
                slash < space
            else { throw .formats("\"\(line.prefix(80).string)\" is not \"system/event BYTES\"") }
            var number = line[(space + 1)...]
            guard let bytes = number.takeDecimal(), number.isEmpty, bytes <= Self.formatBytesMax else {
                throw .formats("\"\(line.prefix(80).string)\" does not end with a length up to \(Self.formatBytesMax)")
            }
            let body = rest[(newline + 1)...]
            guard bytes <= body.count else {
                throw .formats("\(line.prefix(80).string): only \(body.count) of its bytes are there")
            }
            guard formats.count + damaged.count < Self.formatsMax else {
                throw .formats("more than \(Self.formatsMax) files")
            }
            let system = line[..<slash].string
            do throws(Format.Damage) {
                try formats.append(Format(system: system, text: body.prefix(bytes), longBytes: longBytes))
            } catch {
                damaged[line[..<space].string] = error
            }
            rest = body.dropFirst(bytes)
        }
    }
}
