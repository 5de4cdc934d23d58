/// A kernel's records made readable: built once per capture from its metadata, then used for any number of pages.
/// It holds no state of a walk, so one decoder serves many tasks at a time.
public final class Decoder: Sendable {
    public let metadata: CaptureMetadata
    public let geometry: Geometry
    public let formats: [Format]
    /// What of the metadata could not be used as it should, for the reader of the result.
    public let notes: DecoderNotes

    let context: TextContext
    let texts: TextTable
    let tasks: Tasks
    let style: LineStyle
    private let hwlatFields: HwlatFields?

    /// - Throws: `.headerPage` or `.formats` where nothing could be decoded; single bad format files become `notes`.
    public init(_ metadata: CaptureMetadata) throws(FtraceError) {
        self.metadata = metadata
        geometry = try Geometry(headerPage: metadata.headerPage, bigEndian: metadata.bigEndian)
        let set = try FormatSet(metadata.formats)
        formats = set.formats
        let options = TraceOptions(metadata.options)
        let symbols = Symbols(kallsyms: metadata.kallsyms)
        let types = KernelTypes(btf: metadata.btf, modules: metadata.moduleBTF)
        context = TextContext(
            symbols: symbols, strings: PrintkFormats(metadata.printkFormats), options: options, geometry: geometry,
            prefixedSyscalls: set.formats.contains { format in
                format.system == "syscalls" && format.own.contains { $0.kind == .dynamic && $0.name.hasSuffix("_val") }
            },
            arguments: FunctionArguments(types, symbols: symbols, longBytes: geometry.longBytes, release: metadata.release),
            types: types, ticksPerSecond: TickRate.find(set.formats))
        texts = TextTable(set.formats, context)
        tasks = Tasks(cmdlines: metadata.savedCmdlines, tgids: metadata.savedTgids)
        style = LineStyle(metadata: metadata, options: options, formats: set.formats)
        hwlatFields = set.formats.first { $0.system == "ftrace" && $0.name == "hwlat" }.flatMap(HwlatFields.init)
        notes = DecoderNotes(
            damagedFormats: set.damaged, uncompiledFormats: texts.uncompiled)
    }

    /// Walks every event without decoding fields: for the index and the books.
    public func scan(_ bytes: [UInt8], layout: PageLayout) -> Scan {
        bytes.withUnsafeBytes { scan($0, layout: layout) }
    }

    public func scan(_ bytes: UnsafeRawBufferPointer, layout: PageLayout) -> Scan {
        Scan(bytes, geometry, layout)
    }

    /// The hwlat records of a block, in order. Records too short for the format are left out.
    public func hwlat(_ bytes: [UInt8], layout: PageLayout, _ body: (HwlatRecord) -> Void) {
        guard let fields = hwlatFields else { return }
        bytes.withUnsafeBytes { block in
            forEachRecord(block, layout) { record in
                if record.id == fields.id, let hwlat = fields.decode(record) { body(hwlat) }
            }
        }
    }

    private func forEachRecord(_ block: UnsafeRawBufferPointer, _ layout: PageLayout, _ body: (Record) -> Void) {
        guard let base = block.baseAddress else { return }
        var offset = 0
        while offset < block.count {
            switch Page.read(block, at: offset, geometry, layout) {
            case .bad(_, let next):
                offset = next ?? block.count
            case .page(let page):
                var cursor = EventCursor(
                    base: base, offset: page.start, end: page.end, timeNs: page.timeNs, bigEndian: geometry.bigEndian)
                while cursor.next() { body(cursor.record) }
                offset = page.next
            }
        }
    }
}

/// What of a capture's metadata could not be used as it should.
public struct DecoderNotes: Sendable, Equatable {
    /// Format files that could not be read, by "system/event".
    public var damagedFormats: [String: Format.Damage]
    /// Events whose print format could not be compiled, with the reason: they are printed as a list of fields.
    public var uncompiledFormats: [String: String]
}
