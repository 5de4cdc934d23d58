import Wire

/// Sends the contents that the collector wants, one piece at a time, in the order it asked.
struct MetadataSender {
    private struct Job {
        let content: Content
        var reader: ContentReader
        var offset: UInt64 = 0
    }

    private var jobs: [Job] = []
    private var zstd: Zstd?

    var isEmpty: Bool { jobs.isEmpty }

    mutating func want(_ content: Content) {
        guard !jobs.contains(where: { $0.content.item.sha256 == content.item.sha256 }) else { return }
        jobs.append(Job(content: content, reader: ContentReader(content.source)))
    }

    /// A session ended: what it wanted is forgotten; the next one asks anew.
    mutating func clear() {
        jobs = []
        zstd = nil
    }

    /// The next piece; nil when nothing is wanted.
    mutating func next() -> MetadataPart? {
        while var job = jobs.first {
            do throws(TraceError) {
                if let part = try piece(&job) {
                    jobs[0] = job
                    return part
                }
            } catch {
                Log.warning("the metadata \(job.content.item.name) cannot be sent: \(error.message)")
            }
            jobs.removeFirst()
        }
        // The compressor's memory is of use only while something is sent.
        zstd = nil
        return nil
    }

    private mutating func piece(_ job: inout Job) throws(TraceError) -> MetadataPart? {
        let size = job.content.item.size
        guard job.offset < size else { return nil }
        let raw: [UInt8]?
        do throws(SystemError) { raw = try job.reader.next() } catch { throw TraceError(error) }
        guard let raw, job.offset + UInt64(raw.count) <= size else {
            throw TraceError(.tracefsIO, "it changed since it was offered (a module was loaded, or an event was removed)")
        }
        let zstd = try compressor()
        var part = MetadataPart()
        part.sha256 = job.content.item.sha256
        part.offset = job.offset
        part.rawSize = UInt32(raw.count)
        part.size = size
        part.data = try zstd.frame(raw)
        job.offset += UInt64(raw.count)
        return part
    }

    private mutating func compressor() throws(TraceError) -> Zstd {
        if let zstd { return zstd }
        let made = try Zstd(contentBytesMax: ContentReader.pieceBytesMax)
        zstd = made
        return made
    }
}
