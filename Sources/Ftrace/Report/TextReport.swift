/// The text of a capture as the kernel's `trace` file prints it, all CPUs merged by time, in pieces of bounded size.
public final class TextReport {
    /// What was met so far.
    public var counts: ReportCounts {
        var sum = streams.reduce(into: lines.counts) { $0.add($1) }
        sum.events += lines.takenRecords
        return sum
    }

    /// The first damaged pages of each CPU, by their places among all its bytes.
    public var badPages: [(cpu: Int, page: BadPage)] {
        streams.flatMap { stream in stream.badPages.map { (stream.cpu, $0) } }
    }

    /// Whether lost records are told where they are missing. The kernel's text of a buffer that nobody writes to any more does
    /// not tell them, though its pages do. Set before the first piece is asked for.
    public var tellsLosses = true
    /// Losses that were not told for that reason.
    public private(set) var hiddenLosses = 0

    private let decoder: Decoder
    private let entries: EntryCounts?
    private let streams: [CPUStream]
    /// The CPUs that the filter leaves out.
    private let hidden: [CPUStream]
    private let form: ReportForm
    /// Who prints lines that are not the ordinary ones, in the order they are asked.
    private var tracers: [any TracerText] = []
    private let lines: LinePrinter
    /// Set when the report has another form than the kernel's lines.
    private let values: RecordValues?
    private let filter: ReadyFilter?
    /// Every record becomes an ordinary line.
    @exclusivity(unchecked) private var isPlain = false
    /// The streams by their places, without counting references.
    private let places: [Unmanaged<CPUStream>]
    @exclusivity(unchecked) private var order = MergeOrder()
    /// A longer text of one record is cut, as the kernel cuts it.
    private let lineBytesMax: Int
    private var begun = false
    @exclusivity(unchecked) private var buffer = TextBuffer()

    /// A piece ends with the line that reaches this length.
    static let pieceBytes = 64 << 10

    /// - Parameters:
    ///   - sources: one for each CPU, in the order of the CPU numbers.
    ///   - layout: how pages lie in the sources' blocks.
    ///   - entries: printed in the header when known.
    public convenience init(_ decoder: Decoder, sources: [CPUSource], layout: PageLayout, entries: EntryCounts? = nil) {
        self.init(decoder, sources, layout, entries, .text, nil, only: nil)
    }

    /// - Parameters:
    ///   - form: lines as the kernel prints them, or values.
    ///   - filter: which records are shown.
    /// - Throws: `.field` when the filter names an event that the kernel did not have.
    public convenience init(
        _ decoder: Decoder, sources: [CPUSource], layout: PageLayout, entries: EntryCounts? = nil, form: ReportForm,
        filter: RecordFilter
    ) throws(FtraceError) {
        let events = filter.events.count == 1 ? decoder.events(matching: filter.events[0]) : []
        self.init(
            decoder, sources, layout, entries, form, try ReadyFilter(filter, decoder), only: events.count == 1 ? events[0] : nil)
    }

    private init(
        _ decoder: Decoder, _ sources: [CPUSource], _ layout: PageLayout, _ entries: EntryCounts?, _ form: ReportForm,
        _ filter: ReadyFilter?, only event: Int?
    ) {
        self.decoder = decoder
        lineBytesMax = decoder.lineBytesMax
        self.entries = entries
        self.filter = filter
        let all = sources.map { CPUStream($0, decoder.geometry, layout) }
        streams = all.filter { filter?.shows(cpu: $0.cpu) ?? true }
        hidden = all.filter { filter?.shows(cpu: $0.cpu) == false }
        places = streams.map(Unmanaged.passUnretained)
        self.form = form
        lines = LinePrinter(decoder)
        values = form == .text ? nil : RecordValues(decoder, form, lines, only: event)
    }

    /// Appends the next piece of text, at most `pieceBytes` and one line; false when there is no more.
    /// - Throws: what a source throws.
    public func next(into text: inout [UInt8]) throws -> Bool {
        guard let piece = try next() else { return false }
        text.append(contentsOf: piece)
        return true
    }

    /// The next piece of text, at most `pieceBytes` and one line, valid until the next call; nil when there is no more.
    /// - Throws: what a source throws.
    public func next() throws -> UnsafeRawBufferPointer? {
        buffer.clear()
        if !begun {
            begun = true
            try start()
        }
        while buffer.count < Self.pieceBytes, try printRun() {}
        return buffer.count > 0 ? buffer.bytes : nil
    }

    private func start() throws {
        order = MergeOrder(try streams.map { try $0.advance() ? $0.timeNs : nil })
        if let values { return values.header(&buffer) }
        let overrun = streams.contains { $0.hasLoss } || entries.map { $0.written > $0.inBuffer } == true
        lines.marksStarts = overrun && decoder.style.options.annotate
        tracers = decoder.tracerTexts(streams, lines, startNs: try startNs())
        isPlain = filter == nil && !tracers.contains { $0.printsLines }
        for tracer in tracers where tracer.header(&buffer, entries: entries, empty: order.first == nil) { return }
        decoder.style.header(&buffer, entries: entries, empty: order.first == nil)
    }

    /// Relative times count from here: without a time of its own, from the capture's first record, on a CPU that is shown or not.
    private func startNs() throws -> UInt64 {
        if let known = decoder.metadata.startNs { return known }
        for stream in hidden { _ = try stream.advance() }
        return (streams + hidden).filter(\.hasRecord).map(\.timeNs).min() ?? 0
    }

    /// Prints from the CPU whose record is the oldest until another one's turn comes or the piece is full. False when no
    /// CPU has a record.
    private func printRun() throws -> Bool {
        guard let place = order.first else { return false }
        try places[place]._withUnsafeGuaranteedRef { stream in
            repeat {
                if isPlain && stream.isPlain {
                    let start = buffer.count
                    lines.print(stream.record, cpu: stream.cpu, &buffer)
                    if buffer.count - start > lineBytesMax { printPieces(stream, from: start, start) }
                } else {
                    try printWithLosses(stream)
                }
                guard try stream.advance() else { return order.end(place) }
                order.replace(place, timeNs: stream.timeNs)
            } while order.first == place && buffer.count < Self.pieceBytes
        }
        return true
    }

    @inline(never)
    private func printWithLosses(_ stream: CPUStream) throws {
        if let filter, !filter.shows(stream.record) {
            // A loss between records that are hidden is told before the next one that is shown.
            if stream.isFirst || filter.isBefore(stream.record) { stream.forgetLoss() }
            return
        }
        let start = buffer.count
        if stream.isFirst {
            // What was overwritten before the oldest record is no gap: the kernel tells it in the header's counts, and
            // marks where each further CPU begins.
            stream.forgetLoss()
        } else {
            switch stream.takeLoss() {
            case .none: break
            case .unknown: printLoss(stream.cpu, nil)
            case .counted(let count): printLoss(stream.cpu, count)
            }
        }
        if let values {
            values.print(stream.record, cpu: stream.cpu, &buffer)
            return
        }
        let isStarted = stream.isStarted
        let mark = buffer.count
        for tracer in tracers where try tracer.print(stream, &buffer) {
            if buffer.count - start > lineBytesMax && tracer.isRepeatable {
                stream.isStarted = isStarted
                try printAgain(from: start, mark) { _ = try tracer.print(stream, &buffer) }
            }
            lines.counts.events += 1
            return
        }
        lines.start(stream, &buffer)
        let body = buffer.count
        lines.print(stream.record, cpu: stream.cpu, &buffer)
        if buffer.count - start > lineBytesMax { printPieces(stream, from: start, body) }
    }

    @inline(never)
    private func printPieces(_ stream: CPUStream, from start: Int, _ mark: Int) {
        printAgain(from: start, mark) { lines.printPieces(stream.record, cpu: stream.cpu, &buffer) }
    }

    /// Makes of a text that the kernel had no room for what the kernel makes of it: the pieces that fit, then a mark, if at least
    /// that fits. Otherwise the line has no end, and the next record follows at once.
    /// - Parameters:
    ///   - start: where the record's text began, with the loss before it.
    ///   - mark: where what `print` prints begins.
    private func printAgain(from start: Int, _ mark: Int, _ print: () throws -> Void) rethrows {
        let counts = lines.counts
        buffer.cut(to: mark)
        buffer.limitPieces(to: start + lineBytesMax)
        try print()
        buffer.cut(to: buffer.pieceEnd)
        buffer.limitPieces(to: .max)
        if buffer.count - start + LineLimit.mark.utf8CodeUnitCount <= lineBytesMax { buffer.put(LineLimit.mark) }
        lines.counts = counts
    }

    private func printLoss(_ cpu: Int, _ count: UInt64?) {
        guard tellsLosses else {
            hiddenLosses += 1
            return
        }
        if let values { values.lost(cpu: cpu, count: count, &buffer) } else { decoder.style.lost(&buffer, cpu: cpu, count: count) }
    }
}
