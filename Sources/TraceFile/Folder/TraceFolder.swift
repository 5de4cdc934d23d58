import Ftrace

/// A recording copied from tracefs by hand, as people do on boards without any tool: cpuN.raw (each CPU's trace_pipe_raw), `events/`,
/// header_page, kallsyms, saved_cmdlines and so on, each as it is or as NAME.gz.
///
/// What the folder lacks is looked for in `../common`, then in a trace.dat in the folder. What belongs to one recording alone
/// (pages, stats, tracer, text) is not taken from `../common`.
struct TraceFolder {
    let files: FolderFiles
    let path: String
    /// The capture of a trace.dat in the folder, for what is missing.
    private var dat: Capture?
    private var datNotes: [String] = []

    /// - Throws: `.notARecording` when nothing in the folder belongs to a recording.
    static func open(_ path: String) throws(TraceFileError) -> [Capture] {
        let files = try FolderFiles(path)
        if files.cpus.isEmpty, files.find("trace.dat", shared: false) != nil {
            return try TraceDat(FileSource(path + "/trace.dat"), name: path + "/trace.dat").captures
        }
        var folder = TraceFolder(files: files, path: path)
        return [try folder.capture()]
    }

    private init(files: FolderFiles, path: String) {
        self.files = files
        self.path = path
    }

    private mutating func capture() throws(TraceFileError) -> Capture {
        let tracer = try text("current_tracer")
        guard !files.cpus.isEmpty else { return try textCapture(tracer: tracer) }
        let formats = try FormatTree.read(files)
        let header = try files.readHeader("header_page")
        if formats.isEmpty || header == nil || files.find("kallsyms", shared: true) == nil { openDat() }

        var metadata = CaptureMetadata(tracer: tracer ?? "nop")
        metadata.headerPage = header ?? dat?.metadata.headerPage ?? []
        metadata.formats = formats.isEmpty ? dat?.metadata.formats ?? [] : formats
        guard !metadata.headerPage.isEmpty, !metadata.formats.isEmpty else {
            throw .notARecording(
                path: path,
                reason:
                    "there are pages, but no \(metadata.formats.isEmpty ? "events/ (the format files)" : "header_page") to read them "
                    + "with; copy it from the same kernel's tracefs, here or into \(path)/../common")
        }
        try fill(&metadata)
        var capture = Capture(metadata: metadata, layout: .fixed(4096))
        capture.pages = try pages()
        if let geometry = try? Geometry(headerPage: metadata.headerPage) { capture.layout = .fixed(geometry.pageBytes) }
        capture.tracerIsKnown = tracer != nil
        capture.extras.options = try options()
        capture.headerEvent = try files.readHeader("header_event") ?? dat?.headerEvent ?? []
        try takeEntries(&capture)
        capture.metadata.bigEndian = dat?.metadata.bigEndian ?? capture.guessedBigEndian()
        capture.settle()
        if LatencyTracers.names.contains(capture.metadata.tracer) {
            capture.texts = try texts(["trace", "trace.txt", "snapshot", "snapshot.txt"])
        }
        try takeStart(&capture)
        capture.notes += datNotes
        var missing: Set<String> = []
        if tracer == nil { missing.insert("current_tracer") }
        if metadata.options.isEmpty { missing.insert("trace_options") }
        if metadata.clock.isEmpty { missing.insert("trace_clock") }
        capture.noteMissing(missing)
        noteStats(&capture)
        return capture
    }

    private func fill(_ metadata: inout CaptureMetadata) throws(TraceFileError) {
        let dat = dat?.metadata
        metadata.kallsyms = try files.read("kallsyms", shared: true) ?? dat?.kallsyms ?? []
        metadata.printkFormats = try files.read("printk_formats", shared: true) ?? dat?.printkFormats ?? []
        metadata.savedCmdlines = try files.read("saved_cmdlines", shared: true) ?? dat?.savedCmdlines ?? []
        metadata.savedTgids = try files.read("saved_tgids", shared: true) ?? dat?.savedTgids ?? []
        metadata.options = try files.read("trace_options", shared: true) ?? []
        metadata.dynamicEvents = try files.read("dynamic_events", shared: false) ?? []
        metadata.clock = try files.read("trace_clock", shared: true).map(ClockText.current) ?? dat?.clock ?? ""
        metadata.release = try release() ?? dat?.release ?? ""
        metadata.btf = try files.read("btf-vmlinux", "btf", "vmlinux", shared: true) ?? []
        for (module, file) in files.suffixes(of: "btf-") where module != "vmlinux" {
            metadata.moduleBTF[module] = try files.read(file, limit: Limits.metadataBytesMax)
        }
        metadata.cpus = max(1, files.cpus.count)
    }

    /// "Linux host release …" in what uname prints, "Linux version release …" in /proc/version: the third word of either.
    func release() throws(TraceFileError) -> String? {
        guard let text = try files.read("uname.txt", "uname", "version", shared: true, limit: Limits.textBytesMax) else {
            return nil
        }
        let words = text.prefix { $0 != 0x0a }.split(separator: 0x20)
        return words.count > 2 ? String(decoding: words[2], as: UTF8.self) : nil
    }

    private func text(_ name: String) throws(TraceFileError) -> String? {
        guard let bytes = try files.read(name, shared: false, limit: Limits.stringBytesMax) else { return nil }
        let word = bytes.prefix { $0 > 0x20 }
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    private func pages() throws(TraceFileError) -> [CPUPages] {
        var pages: [CPUPages] = []
        for (cpu, file) in files.cpus {
            let source = try FileSource(file.path)
            pages.append(
                CPUPages(
                    cpu: cpu, source: source, offset: 0, count: source.size, packing: file.isGzip ? .gzip : .plain, name: file.path)
            )
        }
        return pages
    }

    /// The sums of all CPUs' stats; those of the trace.dat when one is missing.
    private func takeEntries(_ capture: inout Capture) throws(TraceFileError) {
        var counts = EntryCounts(inBuffer: 0, written: 0)
        capture.entries = dat?.entries
        var byCPU: [Int: UInt64] = [:]
        for (cpu, _) in files.cpus {
            guard let bytes = try files.read("cpu\(cpu).stats", shared: false, limit: Limits.stringBytesMax),
                let stats = StatsText(String(decoding: bytes, as: UTF8.self))
            else { return }
            byCPU[cpu] = stats.entries
            counts.inBuffer &+= stats.entries
            counts.written &+= stats.entries &+ stats.overrun
        }
        capture.entries = counts
        capture.entriesByCPU = byCPU
    }

    /// The latency format counts from when the buffer was reset, which only the kernel's own text in that format tells.
    private func takeStart(_ capture: inout Capture) throws(TraceFileError) {
        for name in ["trace", "trace.txt", "trace.latency-format.txt"] {
            // A text of other options than those of the capture says what form it has; some tracers' text does not.
            guard let found = files.find(name, shared: false) else { continue }
            var isLatencyFormat = capture.metadata.isOn("latency-format")
            if !isLatencyFormat { isLatencyFormat = try ResetTime.isLatencyFormat(found) }
            guard isLatencyFormat, let text = try texts([name]).first else { continue }
            // A text of another buffer, or pages that cannot be read: the report itself will say what is wrong with them.
            capture.metadata.startNs = (try? ResetTime.find(text.bytes, capture)) ?? nil
            if capture.metadata.startNs != nil { return }
        }
    }

    /// The trace.dat beside the pages, if there is one that can be read; its first buffer stands for the same kernel.
    private mutating func openDat() {
        guard files.find("trace.dat", shared: false) != nil else { return }
        do throws(TraceFileError) {
            dat = try TraceDat(FileSource(path + "/trace.dat"), name: path + "/trace.dat").captures.first
        } catch {
            datNotes.append("the trace.dat in the folder cannot be read: \(error)")
        }
    }

    /// What a trace.dat made of this folder says as options: the stats of each CPU, uname and the clock.
    private func options() throws(TraceFileError) -> [TraceDatExtras.Option] {
        var options: [TraceDatExtras.Option] = []
        func add(_ id: UInt16, _ text: [UInt8]?) {
            if let text, !text.isEmpty { options.append(TraceDatExtras.Option(id: id, bytes: text + [0])) }
        }
        add(TraceDatOptions.ID.traceClock, try files.read("trace_clock", shared: true, limit: Limits.stringBytesMax))
        let uname = try files.read("uname.txt", "uname", shared: true, limit: Limits.textBytesMax)
        add(TraceDatOptions.ID.uname, uname.map { Array($0.prefix { $0 != 0x0a }) })
        for (cpu, _) in files.cpus {
            let stats = try files.read("cpu\(cpu).stats", shared: false, limit: Limits.stringBytesMax)
            add(TraceDatOptions.ID.cpuStat, stats.map { Array("CPU: \(cpu)\n".utf8) + $0 })
        }
        return options
    }

    private func noteStats(_ capture: inout Capture) {
        if capture.entries == nil {
            capture.notes.append("a cpuN.stats is missing: the report's header cannot say how many entries there were")
        }
    }
}

extension Capture {
    /// No file of tracefs names the byte order. Little-endian unless only the other one makes sense of the first pages.
    func guessedBigEndian() -> Bool {
        guard let geometry = try? Geometry(headerPage: metadata.headerPage) else { return false }
        let first = firstBlocks(bytes: geometry.pageBytes * 4)
        func fits(bigEndian: Bool) -> Bool {
            first.allSatisfy { PageLook(geometry, geometry.pageBytes, bigEndian: bigEndian).fits($0) }
        }
        return !fits(bigEndian: false) && fits(bigEndian: true)
    }
}
