import Ftrace
import Synchronization
import Wire

/// Decoders made from the boards' metadata.
final class Decoders: Sendable {
    private let contents: ContentFiles
    /// The most recently used last. A fleet runs few kernels at a time.
    private let cache = Mutex<[(key: [[UInt8]], decoder: Decoder)]>([])
    private static let cachedMax = 16

    init(_ contents: ContentFiles) {
        self.contents = contents
    }

    /// A decoder that walks and decodes records, without what only text needs; nil while a content
    /// is not here.
    func light(_ items: [MetadataItem]) throws -> Decoder? {
        guard let page = items.first(where: { $0.name == "header_page" }) else { return nil }
        let formats = items.first { $0.name == "formats" }
        let key = [page.sha256, formats?.sha256 ?? []]
        if let decoder = cached(key) { return decoder }
        guard contents.exists(page.sha256), formats.map({ contents.exists($0.sha256) }) ?? true else { return nil }
        var metadata = CaptureMetadata(tracer: "")
        metadata.headerPage = try contents.read(page)
        if let formats { metadata.formats = try contents.read(formats) }
        let decoder = try Decoder(metadata)
        remember(key, decoder)
        return decoder
    }

    /// A decoder for text. Not cached: a kernel's symbols take tens of megabytes.
    /// - Throws: `.notDecodable` when metadata is missing or not what a kernel writes.
    func full(_ board: BoardRow, tracer: String) throws(CollectorError) -> Decoder {
        var metadata = CaptureMetadata(tracer: board.setting("current_tracer") ?? (tracer == "events" ? "nop" : tracer))
        metadata.clock = board.setting("trace_clock") ?? ""
        metadata.release = board.facts["kernel"] ?? ""
        metadata.cpus = max(1, board.facts["cpus"].flatMap { Int($0) } ?? board.status?.cpus.count ?? 1)
        do {
            for item in board.items {
                switch item.name {
                case "header_page": metadata.headerPage = try contents.read(item)
                case "formats": metadata.formats = try contents.read(item)
                case "kallsyms": metadata.kallsyms = try contents.read(item)
                case "printk_formats": metadata.printkFormats = try contents.read(item)
                case "saved_cmdlines": metadata.savedCmdlines = try contents.read(item)
                case "saved_tgids": metadata.savedTgids = try contents.read(item)
                case "trace_options": metadata.options = try contents.read(item)
                default: break
                }
            }
            guard !metadata.headerPage.isEmpty else {
                throw CollectorError(
                    .notDecodable, "\(board.key.machine) has not sent the metadata that decodes trace \(board.key.trace)",
                    hint: "wait until the board has delivered; look at it with 'fleetrace machines'")
            }
            return try Decoder(metadata)
        } catch let error as CollectorError {
            throw error
        } catch {
            throw CollectorError(
                .notDecodable, "the metadata of trace \(board.key.trace) from \(board.key.machine) cannot be used: \(error)")
        }
    }

    private func cached(_ key: [[UInt8]]) -> Decoder? {
        cache.withLock { cache in
            guard let index = cache.firstIndex(where: { $0.key == key }) else { return nil }
            let found = cache.remove(at: index)
            cache.append(found)
            return found.decoder
        }
    }

    private func remember(_ key: [[UInt8]], _ decoder: Decoder) {
        cache.withLock { cache in
            if cache.count >= Decoders.cachedMax { cache.removeFirst() }
            cache.append((key, decoder))
        }
    }
}

extension BoardRow {
    /// What was in force on the board, as its status says.
    func setting(_ key: String) -> String? {
        status?.settings.first { $0.key == key }?.value
    }
}
