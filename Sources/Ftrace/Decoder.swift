/// A kernel's records made readable: built once per capture from its metadata, then used for any number of pages.
/// It holds no state of a walk, so one decoder serves many tasks at a time.
public final class Decoder: Sendable {
    public let metadata: CaptureMetadata
    public let geometry: Geometry
    let formatSet: FormatSet
    let texts: TextTable
    let tasks: Tasks
    let context: TextContext
    let style: LineStyle
    /// The most bytes of one record's text in the kernel.
    let lineBytesMax: Int
    private let hwlatFields: HwlatFields?

    /// - Throws: `.headerPage` or `.formats` where nothing could be decoded; single bad format files become `notes`.
    public init(_ metadata: CaptureMetadata) throws(FtraceError) {
        self.metadata = metadata
        geometry = try Geometry(headerPage: metadata.headerPage, bigEndian: metadata.bigEndian)
        let set = try FormatSet(metadata.formats, longBytes: geometry.longBytes)
        tasks = Tasks(cmdlines: metadata.savedCmdlines, tgids: metadata.savedTgids)
        context = TextContext(metadata, geometry, set, tasks)
        formatSet = set
        texts = TextTable(set, context)
        style = LineStyle(metadata: metadata, options: context.options, formats: set)
        lineBytesMax = LineLimit.bytesMax(set, geometry, release: metadata.release)
        hwlatFields = set.format("ftrace", "hwlat").flatMap(HwlatFields.init)
    }

    /// All events of the capture's kernel.
    public var formats: [Format] { formatSet.formats }

    /// Names and ids of all events.
    var eventNames: [(system: String, name: String, id: Int)] { formatSet.names }

    /// The event with this id, as `common_type` has it.
    public func format(_ id: Int) -> Format? { formatSet.format(id) }

    /// What of the metadata could not be used as it should, for the reader of the result. Compiles every format.
    public var notes: DecoderNotes {
        let uncompiled = texts.uncompiled()
        return DecoderNotes(damagedFormats: formatSet.damaged, uncompiledFormats: uncompiled)
    }

    /// Walks every event without decoding fields: for the index and the books.
    public func scan(_ bytes: [UInt8], layout: PageLayout) -> Scan {
        bytes.withUnsafeBytes { scan($0, layout: layout) }
    }

    public func scan(_ bytes: UnsafeRawBufferPointer, layout: PageLayout) -> Scan {
        Scan(bytes, geometry, layout)
    }

    /// The same for all blocks of one CPU.
    /// - Throws: what the source throws.
    public func scan(_ source: CPUSource, layout: PageLayout) throws -> Scan {
        var all = Scan()
        var offset = 0
        while let block = try source.next() {
            all.add(scan(block, layout: layout), at: offset)
            offset += block.count
        }
        return all
    }

    /// Whether times are nanoseconds, and not a counter's own unit.
    public var clockIsNs: Bool { style.clockIsNs }

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
