import Synchronization

/// All format files of a capture, from the blob the board made of them. Only names and ids are read at first; a file is
/// parsed when its event is asked for.
public final class FormatSet: Sendable {
    private let files: [File]
    private let byID: [Int: Int]
    /// One more than the highest id.
    let idsCount: Int
    private let longBytes: Int
    private let parsed: Mutex<[Int: Result<Format, Format.Damage>]> = Mutex([:])
    /// Some system call's record has what its arguments pointed to (kernels from 6.19 on).
    let hasSyscallData: Bool

    private struct File: Sendable {
        /// "system/event".
        var name: ArraySlice<UInt8>
        var text: ArraySlice<UInt8>
    }

    /// More events than any kernel has, each with a file of at most 1 MiB.
    static let formatsMax = 65536
    static let formatBytesMax = 1 << 20

    /// - Parameter longBytes: 4 or 8, the size of that kernel's `long`.
    /// - Throws: `.formats` when the blob ends inside an entry, or a line is no "system/event BYTES".
    public init(_ blob: [UInt8], longBytes: Int = 8) throws(FtraceError) {
        var files: [File] = []
        var byID: [Int: Int] = [:]
        var rest = blob[...]
        var hasData = false
        while !rest.isEmpty {
            let file = try Self.file(&rest)
            guard files.count < Self.formatsMax else { throw .formats("more than \(Self.formatsMax) files") }
            if let id = Self.id(file.text), id <= Format.idMax { byID[id] = files.count }
            if !hasData, file.name.hasPrefix("syscalls/sys_enter_") { hasData = file.text.contains(text: "__data_loc ") }
            files.append(file)
        }
        self.longBytes = longBytes
        self.files = files
        self.byID = byID
        idsCount = (byID.keys.max() ?? 0) + 1
        hasSyscallData = hasData
    }

    private static func file(_ rest: inout ArraySlice<UInt8>) throws(FtraceError) -> File {
        guard let newline = rest.firstIndex(of: UInt8(ascii: "\n")) else {
            throw .formats("the last entry has no line of its own")
        }
        let line = rest[..<newline]
        guard let space = line.lastIndex(of: UInt8(ascii: " ")), let slash = line.firstIndex(of: UInt8(ascii: "/")), slash < space
        else { throw .formats("\"\(line.prefix(80).string)\" is not \"system/event BYTES\"") }
        var number = line[(space + 1)...]
        guard let bytes = number.takeDecimal(), number.isEmpty, bytes <= formatBytesMax else {
            throw .formats("\"\(line.prefix(80).string)\" does not end with a length up to \(formatBytesMax)")
        }
        let body = rest[(newline + 1)...]
        guard bytes <= body.count else {
            throw .formats("\(line.prefix(80).string): only \(body.count) of its bytes are there")
        }
        rest = body.dropFirst(bytes)
        return File(name: line[..<space], text: body.prefix(bytes))
    }

    /// The number of the line "ID: ", which is the second one of every format file.
    private static func id(_ text: ArraySlice<UInt8>) -> Int? {
        for line in Lines(text).prefix(8) where line.hasPrefix("ID: ") {
            var number = line.dropFirst(4)
            return number.takeDecimal()
        }
        return nil
    }

    /// Every event whose file can be read, in the blob's order.
    public var formats: [Format] {
        files.indices.compactMap { try? result($0).get() }
    }

    /// Names and ids of all events, without reading their fields.
    var names: [(system: String, name: String, id: Int)] {
        files.compactMap { file in
            guard let id = Self.id(file.text), let slash = file.name.firstIndex(of: UInt8(ascii: "/")) else { return nil }
            return (file.name[..<slash].string, file.name[(slash + 1)...].string, id)
        }
    }

    /// Files that could not be read, by name, with the reason.
    public var damaged: [String: Format.Damage] {
        var damaged: [String: Format.Damage] = [:]
        for index in files.indices {
            if case .failure(let damage) = result(index) { damaged[files[index].name.string] = damage }
        }
        return damaged
    }

    /// The event with this id; the last one when several claim it.
    public func format(_ id: Int) -> Format? {
        byID[id].flatMap { try? result($0).get() }
    }

    public func format(_ system: StaticString, _ event: StaticString) -> Format? {
        index(system, event).flatMap { try? result($0).get() }
    }

    func id(_ system: StaticString, _ event: StaticString) -> Int? {
        index(system, event).flatMap { Self.id(files[$0].text) }
    }

    /// Some event, for the fields that all have in common.
    var anyFormat: Format? {
        for index in files.indices {
            if let format = try? result(index).get() { return format }
        }
        return nil
    }

    private func index(_ system: StaticString, _ event: StaticString) -> Int? {
        let bytes = system.utf8CodeUnitCount + 1 + event.utf8CodeUnitCount
        return files.firstIndex { file in
            file.name.count == bytes && file.name.hasPrefix(system)
                && file.name.dropFirst(system.utf8CodeUnitCount + 1).hasPrefix(event)
        }
    }

    private func result(_ index: Int) -> Result<Format, Format.Damage> {
        if let known = parsed.withLock({ $0[index] }) { return known }
        let file = files[index]
        let result = Result { () throws(Format.Damage) in
            try Format(system: file.name.prefix { $0 != UInt8(ascii: "/") }.string, text: file.text, longBytes: longBytes)
        }
        parsed.withLock { $0[index] = result }
        return result
    }
}

extension ArraySlice<UInt8> {
    /// Whether the text occurs anywhere.
    func contains(text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            guard let first = wanted.first, count >= wanted.count else { return false }
            for start in startIndex...(endIndex - wanted.count) where self[start] == first {
                if self[start..<(start + wanted.count)].elementsEqual(wanted) { return true }
            }
            return false
        }
    }
}
