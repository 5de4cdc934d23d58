import Ftrace

/// Writes a trace.dat of version 7, which trace-cmd (3.0 and later) and KernelShark open. It streams: memory does not grow with
/// the recording.
///
/// Each buffer states the size of its sub-buffers, so trace-cmd 3.1.6 loads those of 16 and 64 KiB too, which it cannot from the
/// files that it writes itself: they state the recorder's page size.
public final class TraceDatWriter {
    private typealias ID = TraceDatOptions.ID

    let captures: [Capture]
    let file: OutputFile
    let packer: Packer
    let bigEndian: Bool
    private let damage = DamageLog()
    private var strings: [UInt8] = []
    private var stringIDs: [String: Int] = [:]
    /// Where the file says where options begin: in its head first, then in each list's end.
    private var optionsLink: UInt64 = 0
    private var options: [UInt8] = []

    /// Writes the captures, each as a buffer of its name, into one file.
    /// - Parameters:
    ///   - captures: of one recording: they share the first one's metadata.
    ///   - replace: whether a file of that name is replaced.
    /// - Returns: what could not be read of the captures and is missing in the file.
    /// - Throws: `.exists`, `.diskFull` and others; then no file of that name was made, and one that was there is as before.
    @discardableResult
    public static func write(_ captures: [Capture], to path: String, codec: Codec = .zstd, replace: Bool = false)
        throws(TraceFileError)
        -> DamageLog
    {
        let writer = try TraceDatWriter(captures, OutputFile(path, replace: replace), codec)
        try writer.writeAll()
        try writer.file.finish()
        return writer.damage
    }

    private init(_ captures: [Capture], _ file: OutputFile, _ codec: Codec) throws(TraceFileError) {
        guard let first = captures.first else {
            throw .unsupported(what: "there is no buffer to be written", advice: "name a recording that has one")
        }
        guard Set(captures.map(\.name)).count == captures.count,
            captures.allSatisfy({ $0.metadata.formats == first.metadata.formats })
        else {
            throw .unsupported(
                what: "these buffers are not of one recording",
                advice: "a trace.dat has one set of formats and a name for each buffer")
        }
        guard !first.metadata.headerPage.isEmpty else {
            throw .unsupported(
                what: "the recording is text without header_page and formats",
                advice: "a trace.dat cannot be made of it; keep the text")
        }
        self.captures = captures
        self.file = file
        packer = Packer(codec)
        bigEndian = first.metadata.bigEndian
    }

    private var first: Capture { captures[0] }

    private func writeAll() throws(TraceFileError) {
        try writeHead()
        try writeMetadata()
        for option in first.extras.options { addOption(option.id, option.bytes) }
        addMissingOptions()
        try writeOptions()
        if !captures.contains(where: { $0.name.isEmpty }) { try writeBuffer(nil) }
        for capture in captures {
            if capture.hasPages || capture.texts.isEmpty { try writeBuffer(capture) } else { try writeText(capture) }
        }
        try writeOptions()
        for section in first.extras.sections { try writeSection(section.id, section.name, section.bytes) }
        for file in captures.flatMap(SideFiles.files) { try writeSection(SideFiles.sectionID, file.name, file.bytes) }
        try writeSection(ID.strings, "", strings)
    }

    private func writeHead() throws(TraceFileError) {
        let longBytes = first.extras.longBytes ?? (try? Geometry(headerPage: first.metadata.headerPage))?.longBytes ?? 8
        try file.write(TraceDat.magic + Array("7".utf8) + [0, bigEndian ? 1 : 0, UInt8(longBytes)])
        try file.write(number(UInt64(first.pageBytes), 4))
        try file.write(Array(packer.codec.rawValue.utf8) + [0] + Array(packer.codec.version.utf8) + [0])
        optionsLink = file.offset
        try file.write(number(0, 8))
    }

    private func writeMetadata() throws(TraceFileError) {
        let metadata = first.metadata
        let headers =
            Array("header_page".utf8) + [0] + number(UInt64(metadata.headerPage.count), 8) + metadata.headerPage
            + Array("header_event".utf8) + [0] + number(UInt64(first.headerEvent.count), 8) + first.headerEvent
        try writePart(ID.headerInfo, "headers", headers)
        let formats = FormatBlob.entries(metadata.formats)
        let own = formats.filter { $0.system == "ftrace" }.map(\.file)
        try writePart(ID.ftraceEvents, "ftrace events", list(own))
        try writePart(ID.eventFormats, "events format", systems(formats.filter { $0.system != "ftrace" }))
        try writePart(ID.kallsyms, "kallsyms", number(UInt64(metadata.kallsyms.count), 4) + metadata.kallsyms)
        try writePart(ID.printk, "printk", number(UInt64(metadata.printkFormats.count), 4) + metadata.printkFormats)
        try writePart(ID.cmdlines, "command lines", number(UInt64(metadata.savedCmdlines.count), 8) + metadata.savedCmdlines)
    }

    private func list(_ files: [ArraySlice<UInt8>]) -> [UInt8] {
        files.reduce(into: number(UInt64(files.count), 4)) { bytes, file in
            bytes += number(UInt64(file.count), 8)
            bytes += file
        }
    }

    /// Format files by system, the systems in the order in which they first come.
    private func systems(_ formats: [(system: String, file: ArraySlice<UInt8>)]) -> [UInt8] {
        var order: [String] = []
        var files: [String: [ArraySlice<UInt8>]] = [:]
        for format in formats {
            if files[format.system] == nil { order.append(format.system) }
            files[format.system, default: []].append(format.file)
        }
        return order.reduce(into: number(UInt64(order.count), 4)) { bytes, system in
            bytes += Array(system.utf8) + [0]
            bytes += list(files[system] ?? [])
        }
    }

    /// What trace-cmd needs and a recording from elsewhere does not have as options.
    private func addMissingOptions() {
        let there = Set(first.extras.options.map(\.id))
        if !there.contains(ID.cpuCount) {
            let highest = captures.flatMap(\.cpus).max() ?? 0
            addOption(ID.cpuCount, number(UInt64(max(highest + 1, first.metadata.cpus)), 4))
        }
        guard first.extras.longBytes == nil else { return }
        if !there.contains(ID.traceClock) {
            addOption(ID.traceClock, Array("[\(first.metadata.clock.isEmpty ? "local" : first.metadata.clock)]\n".utf8) + [0])
        }
        if !there.contains(ID.uname), !first.metadata.release.isEmpty {
            addOption(ID.uname, Array("Linux (none) \(first.metadata.release)".utf8) + [0])
        }
    }

    func addOption(_ id: UInt16, _ bytes: [UInt8]) {
        options += number(UInt64(id), 2) + number(UInt64(bytes.count), 4) + bytes
    }

    /// A section of the options gathered so far, linked from the one before.
    private func writeOptions() throws(TraceFileError) {
        try file.patch(at: optionsLink, number(file.offset, 8))
        addOption(ID.done, number(0, 8))
        try file.write(head(ID.done, "options", compressed: false, size: UInt64(options.count)))
        try file.write(options)
        optionsLink = file.offset - 8
        options = []
    }

    private func writePart(_ id: UInt16, _ name: String, _ bytes: [UInt8]) throws(TraceFileError) {
        addOption(id, number(file.offset, 8))
        try writeSection(id, name, bytes)
    }

    private func writeSection(_ id: UInt16, _ name: String, _ bytes: [UInt8]) throws(TraceFileError) {
        guard packer.codec != .none else {
            try file.write(head(id, name, compressed: false, size: UInt64(bytes.count)))
            return try file.write(bytes)
        }
        guard let packed = bytes.withUnsafeBytes({ packer.pack($0).map { Array($0) } }) else { throw Self.noMemory }
        try file.write(head(id, name, compressed: true, size: UInt64(packed.count) + 8))
        try file.write(number(UInt64(packed.count), 4) + number(UInt64(bytes.count), 4))
        try file.write(packed)
    }

    static let noMemory = TraceFileError.unsupported(what: "memory for compressing ran out", advice: "write the file uncompressed")

    func head(_ id: UInt16, _ name: String, compressed: Bool, size: UInt64) -> [UInt8] {
        if stringIDs[name] == nil {
            stringIDs[name] = strings.count
            strings += Array(name.utf8) + [0]
        }
        return number(UInt64(id), 2) + number(compressed ? 1 : 0, 2) + number(UInt64(stringIDs[name] ?? 0), 4) + number(size, 8)
    }

    func number(_ value: UInt64, _ count: Int) -> [UInt8] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        return bigEndian ? bytes.reversed() : bytes
    }

    /// What cannot be read of a capture is told to whoever asked for the file.
    func blocks(_ capture: Capture) -> [(Int, any PageBlocks)] {
        Array(zip(capture.cpus, capture.blocks(damage: damage)))
    }
}
