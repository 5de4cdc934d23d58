import Ftrace

/// A report of a recording on disk, made without a collector: piece by piece, so that memory does not grow with the file.
public struct FileReport {
    public var form = ReportForm.text
    public var filter = RecordFilter()
    /// The columns of the option latency-format, whatever the recording's own options say.
    public var latencyFormat = false

    public init() {}

    /// Writes the report of a capture, and tells on the way what could not be read.
    /// - Parameters:
    ///   - write: gets each piece of text; it is valid during the call.
    ///   - note: gets sentences for the user: what is missing, damaged or only listed.
    /// - Throws: `FtraceError` when nothing can be decoded or the filter names no event, `TraceFileError` when the file
    ///   cannot be read or has text alone and that is not what is asked for, and what `write` throws.
    public func run(_ capture: Capture, write: (UnsafeRawBufferPointer) throws -> Void, note: (String) -> Void) throws {
        capture.notes.forEach(note)
        if let text = kernelText(capture) {
            if filter.isEmpty && form == .text {
                let pages = capture.hasPages ? "; its pages hold what ran since" : ""
                note("\(text.name) is what the kernel kept of the tracer's maximum\(pages)")
                return try text.bytes.withUnsafeBytes(write)
            }
            try capture.needPages()
            if form == .text {
                note("\(text.name), what the kernel kept of the tracer's maximum, cannot be filtered: these are its pages")
            }
        }
        if let cpus = filter.cpus, cpus.isDisjoint(with: capture.cpus) {
            note("no chosen CPU is in the recording, which has \(capture.cpus.map { "\($0)" }.joined(separator: ", "))")
        }
        var metadata = capture.metadata
        if latencyFormat { metadata.options += Array("\nlatency-format\n".utf8) }
        // Call graphs have times of their own.
        if form == .text, metadata.startNs == nil, metadata.tracer != "function_graph", metadata.isOn("latency-format") {
            note("no file tells when the buffer was reset: the times of the latency format count from the first record")
        }
        let decoder = try Decoder(metadata)
        let damage = DamageLog()
        let report = try TextReport(
            decoder, sources: try capture.sources(damage: damage), layout: capture.layout, entries: capture.entries, form: form,
            filter: filter)
        report.tellsLosses = try form != .text || !capture.isAtRest
        while let piece = try report.next() { try write(piece) }
        tell(report, capture, damage, note)
    }

    /// A latency tracer's maximum exists as text only.
    private func kernelText(_ capture: Capture) -> CaptureText? {
        guard !capture.hasPages || LatencyTracers.names.contains(capture.metadata.tracer) else { return nil }
        return capture.texts.first { $0.name.hasPrefix("trace") } ?? capture.texts.first
    }

    private func tell(_ report: TextReport, _ capture: Capture, _ damage: DamageLog, _ note: (String) -> Void) {
        for bad in report.badPages { note(capture.sentence(of: bad.page, cpu: bad.cpu)) }
        let counts = report.counts
        if counts.badPages > report.badPages.count { note("\(counts.badPages) pages are damaged; the first are named above") }
        damage.places.forEach(note)
        if damage.count > damage.places.count { note("\(damage.count) pieces cannot be unpacked; the first are named above") }
        if report.hiddenLosses > 0 {
            note(
                "records were lost at \(report.hiddenLosses) place\(report.hiddenLosses == 1 ? "" : "s") that the kernel's text of a buffer at "
                    + "rest does not tell; the statistics do")
        }
        if counts.shortRecords > 0 { note("\(counts.shortRecords) records are shorter than their format says") }
        if counts.unknownRecords > 0 { note("\(counts.unknownRecords) records are of events whose format file is missing") }
        if counts.listedRecords > 0 {
            note("\(counts.listedRecords) records are listed field by field, since their print format cannot be compiled")
        }
    }
}

/// The tracers whose result is the text of `trace`: kernel/trace/trace_irqsoff.c and trace_sched_wakeup.c.
public enum LatencyTracers {
    public static let names: Set<String> = ["irqsoff", "preemptoff", "preemptirqsoff", "wakeup", "wakeup_rt", "wakeup_dl"]
}

extension Capture {
    /// - Throws: `.unsupported` when there is nothing but the kernel's text.
    func needPages() throws(TraceFileError) {
        guard !hasPages, let text = texts.first else { return }
        throw .unsupported(
            what: "the recording has no pages, only the kernel's text \(text.name)",
            advice: "it can be printed whole, but not filtered, counted or turned into values")
    }

    /// A damaged page as a sentence with its place in the file.
    func sentence(of page: BadPage, cpu: Int) -> String {
        guard let pages = pages.first(where: { $0.cpu == cpu }), pages.packing == .plain else {
            return "CPU \(cpu): the page at \(page.offset) of its pages is damaged: \(page.damage)"
        }
        return "\(pages.name): CPU \(cpu): the page at offset \(pages.offset + UInt64(page.offset)) is damaged: \(page.damage)"
    }
}
