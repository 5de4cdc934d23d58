import Ftrace

/// A trace.dat of trace-cmd, version 6 or 7, with everything in it but the pages themselves (man pages trace-cmd.dat.v6(5) and
/// trace-cmd.dat.v7(5); what those leave open was taken from trace-cmd's lib/trace-cmd/trace-input.c).
struct TraceDat {
    let source: any ByteSource
    /// The file in messages.
    let name: String
    var version = 0
    var bigEndian = false
    /// Of the recorder's user space, not of its kernel.
    var longBytes = 8
    /// The recorder's page size; buffers have their own in version 7.
    var pageBytes = 4096
    var codec = Codec.none

    var headerPage: [UInt8] = []
    var headerEvent: [UInt8] = []
    /// "system/event BYTES" entries, see `CaptureMetadata.formats`.
    var formats: [UInt8] = []
    var kallsyms: [UInt8] = []
    var printkFormats: [UInt8] = []
    var savedCmdlines: [UInt8] = []
    var options = TraceDatOptions()
    var buffers: [Buffer] = []
    var unknownSections: [TraceDatExtras.Section] = []
    /// What our own writer added.
    var sideFiles: [TraceDatExtras.Section] = []
    /// The names of sections, by offset.
    var strings: [UInt8] = []
    private(set) var notes: [String] = []
    /// Bytes of pages that the CPUs have together, and how many CPUs there are: tables that lie name the same bytes over and over.
    var pagesTaken: UInt64 = 0
    var cpusTaken = 0

    /// One instance's recording.
    struct Buffer {
        var name: String
        var clock: String
        var pageBytes: Int
        var cpus: [CPUPages] = []
        /// A latency tracer's text instead of pages.
        var text: [UInt8]?
    }

    static let magic: [UInt8] = [0x17, 0x08, 0x44] + Array("tracing".utf8)

    /// - Throws: `.notARecording` when this is no trace.dat; `.damaged` and others when nothing of it can be read. What can be
    ///   read in spite of damage is, with a note of what is missing.
    init(_ source: any ByteSource, name: String) throws(TraceFileError) {
        self.source = source
        self.name = name
        let cursor = Cursor(source, bigEndian: false)
        try readHead(cursor)
        if version < 7 { try readV6(cursor) } else { try readV7(cursor) }
    }

    private mutating func readHead(_ cursor: Cursor) throws(TraceFileError) {
        let magic =
            source.size >= UInt64(Self.magic.count) ? try cursor.bytes(UInt64(Self.magic.count), limit: 16, "the magic") : []
        guard magic == Self.magic else {
            throw .notARecording(path: name, reason: "this is no trace.dat: it does not begin as trace-cmd's files do")
        }
        let text = String(decoding: try cursor.string(limit: 16, "the version"), as: UTF8.self)
        guard let version = Int(text), version == 6 || version == 7 else {
            throw .unsupported(
                what: "\(name) has version \"\(text)\" of trace-cmd's format", advice: "versions 6 and 7 can be read; convert it")
        }
        self.version = version
        bigEndian = try cursor.integer(1, "the byte order") == 1
        cursor.bigEndian = bigEndian
        let place = cursor.offset
        longBytes = Int(try cursor.integer(1, "the size of a long"))
        guard longBytes == 4 || longBytes == 8 else {
            throw .damaged(
                what: "a long has \(longBytes) bytes", offset: place, advice: "the file's head is damaged; copy it again")
        }
        pageBytes = try pageSize(cursor, "the page size")
    }

    /// Says what is missing. Damage may be everywhere: only the first of it is told.
    mutating func note(_ sentence: String) {
        if notes.count == Limits.notesMax { notes.append("more is missing than is told here") }
        if notes.count < Limits.notesMax { notes.append(sentence) }
    }

    func pageSize(_ cursor: Cursor, _ what: String) throws(TraceFileError) -> Int {
        let place = cursor.offset
        let bytes = try cursor.integer(4, what)
        guard bytes >= UInt64(Limits.pageBytesMin), bytes <= UInt64(Geometry.pageBytesMax) else {
            throw .damaged(
                what: "\(what) is \(bytes)", offset: place,
                advice: "kernels have pages of up to \(Geometry.pageBytesMax) bytes; the file is damaged, copy it again")
        }
        return Int(bytes)
    }
}
