import Ftrace

/// What no file says but the first pages do: the size of a page where files disagree, the byte order, the tracer.
extension Capture {
    /// Looks at the first pages and sets what they tell. What `header_page` says decides unless the pages contradict it.
    mutating func settle() {
        if !tracerIsKnown, let tracer = texts.lazy.compactMap({ Self.tracer(of: $0.bytes) }).first { metadata.tracer = tracer }
        guard hasPages, let geometry = try? Geometry(headerPage: metadata.headerPage, bigEndian: metadata.bigEndian),
            geometry.pageBytes >= Limits.pageBytesMin
        else { return }
        let first = firstBlocks(bytes: Swift.max(pageBytes, geometry.pageBytes) * 4)
        let sizes = Set([pageBytes, geometry.pageBytes]).sorted()
        let fits = sizes.filter { size in first.allSatisfy { PageLook(geometry, size).fits($0) } }
        // Of two sizes that both fit, the smaller: pages of 4096 bytes look like larger ones seen every so often.
        let size = fits.first ?? geometry.pageBytes
        layout = .fixed(size)
        if size != geometry.pageBytes, let header = HeaderPage.resized(metadata.headerPage, to: size - geometry.dataOffset) {
            metadata.headerPage = header
        }
        if !tracerIsKnown { metadata.tracer = guessedTracer(first) }
    }

    /// The tracer that a text of the kernel's names in its first line.
    static func tracer(of text: [UInt8]) -> String? {
        let mark = "# tracer: "
        guard text.starts(with: mark.utf8) else { return nil }
        return String(decoding: text.dropFirst(mark.utf8.count).prefix { $0 > 0x20 }, as: UTF8.self)
    }

    /// The first bytes of each CPU that has any.
    func firstBlocks(bytes: Int) -> [[UInt8]] {
        // Large pages of many CPUs together would not be small any more.
        pages.prefix(Swift.max(1, Swift.min(64, Limits.lookBytesMax / Swift.max(1, bytes)))).compactMap { page in
            var part = page
            if page.packing == .plain {
                part = CPUPages(
                    cpu: page.cpu, source: page.source, offset: page.offset, count: Swift.min(page.count, UInt64(bytes)),
                    packing: .plain,
                    name: page.name)
            }
            let blocks = part.blocks(bytes: bytes, unpacker: Unpacker(part.codec), damage: nil)
            guard let block = try? blocks.next(), block.count > 0 else { return nil }
            return Array(block.prefix(bytes))
        }
    }

    /// Tracers leave records that nothing else does; who wrote a file need not say which one it was.
    private func guessedTracer(_ first: [[UInt8]]) -> String {
        var counts: [Int: UInt64] = [:]
        guard
            let decoder = try? Decoder(CaptureMetadata(tracer: "", headerPage: metadata.headerPage, bigEndian: metadata.bigEndian))
        else { return "nop" }
        for block in first {
            for (id, count) in decoder.scan(block, layout: layout).countsByID { counts[id, default: 0] &+= count }
        }
        let ids = FormatIDs(metadata.formats)
        func has(_ names: String...) -> Bool { names.contains { ids[$0].map { counts[$0] != nil } ?? false } }
        if has("funcgraph_entry", "funcgraph_exit") { return "function_graph" }
        if has("hwlat") { return "hwlat" }
        if has("timerlat") { return "timerlat" }
        if has("osnoise") { return "osnoise" }
        if has("mmiotrace_rw", "mmiotrace_map") { return "mmiotrace" }
        if has("branch") { return "branch" }
        // The block tracer's record has no format file; its id is the one before that of bputs (enum trace_type).
        if let bputs = ids["bputs"], counts[bputs - 1] != nil, !ids.all.contains(bputs - 1) { return "blk" }
        if has("function") { return "function" }
        return "nop"
    }
}

extension CaptureMetadata {
    fileprivate init(tracer: String, headerPage: [UInt8], bigEndian: Bool) {
        self.init(tracer: tracer)
        self.headerPage = headerPage
        self.bigEndian = bigEndian
    }
}

/// The ids of ftrace's own events by name, and all ids there are.
private struct FormatIDs {
    private var byName: [String: Int] = [:]
    private(set) var all: Set<Int> = []

    init(_ blob: [UInt8]) {
        for entry in FormatBlob.entries(blob) {
            guard let line = entry.file.split(separator: 0x0a, maxSplits: 2).dropFirst().first, line.starts(with: "ID: ".utf8),
                let id = Int(String(decoding: line.dropFirst(4), as: UTF8.self)), id >= 0
            else { continue }
            all.insert(id)
            if entry.system == "ftrace" { byName[FormatBlob.eventName(Array(entry.file.prefix(256)))] = id }
        }
    }

    subscript(name: String) -> Int? { byName[name] }
}
