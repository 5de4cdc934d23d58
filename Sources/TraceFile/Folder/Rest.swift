import Ftrace

extension Capture {
    /// Whether the pages are all that a buffer held when nobody wrote to it any more: each CPU's stats count exactly the records
    /// that are there.
    ///
    /// The kernel marks a page before which records were lost, and each reader of raw pages sees the mark. Its own text of a
    /// buffer at rest says nothing of it: the iterator behind the file `trace` only tells what is lost while it reads
    /// (rb_iter_head_event and ring_buffer_iter_dropped in kernel/trace/ring_buffer.c).
    /// - Throws: `FtraceError` when nothing can be decoded, `TraceFileError` when a file cannot be read.
    public var isAtRest: Bool {
        get throws {
            guard !entriesByCPU.isEmpty, cpus.allSatisfy({ entriesByCPU[$0] != nil }) else { return false }
            let decoder = try Decoder(metadata)
            for source in try sources() {
                guard let entries = entriesByCPU[source.cpu] else { return false }
                var events: UInt64 = 0
                while let block = try source.nextBlock() {
                    events &+= decoder.scan(block, layout: layout).events
                    if events > entries { return false }
                }
                guard events == entries else { return false }
            }
            return true
        }
    }
}
