/// The "entries-in-buffer/entries-written" of a report's header.
public struct EntryCounts: Equatable, Sendable {
    public var inBuffer: UInt64
    public var written: UInt64

    public init(inBuffer: UInt64, written: UInt64) {
        self.inBuffer = inBuffer
        self.written = written
    }
}

/// What a report met besides records it could print.
public struct ReportCounts: Equatable, Sendable {
    public var events: UInt64 = 0
    public var pages = 0
    public var badPages = 0
    /// Records shorter than their format says.
    public var shortRecords: UInt64 = 0
    /// Records whose id has no format.
    public var unknownRecords: UInt64 = 0
    /// Records printed as a list of fields, since their print format could not be compiled.
    public var listedRecords: UInt64 = 0
    /// Events the kernel lost, where it counted them, and places where it did not.
    public var lostEvents: UInt64 = 0
    public var lossesOfUnknownCount: UInt64 = 0

    public init() {}
}

/// The text of a capture as the kernel's `trace` file prints it, all CPUs merged by time, in pieces of bounded size.
public final class TextReport {
    /// What was met so far.
    public var counts: ReportCounts {
        var sum = streams.reduce(into: own) { $0.add($1) }
        for tracer in tracers { sum.add(tracer.counts) }
        return sum
    }

    private let decoder: Decoder
    private let entries: EntryCounts?
    private var streams: [CPUStream]
    /// Who prints lines that are not the ordinary ones, in the order they are asked.
    private var tracers: [any TracerText] = []
    private let marks = BufferMarks()
    private var own = ReportCounts()
    private var begun = false
    private var buffer = TextBuffer()

    /// A piece ends with the line that reaches this length.
    static let pieceBytes = 64 << 10

    /// - Parameters:
    ///   - sources: one for each CPU, in the order of the CPU numbers.
    ///   - layout: how pages lie in the sources' blocks.
    ///   - entries: printed in the header when known.
    public init(_ decoder: Decoder, sources: [CPUSource], layout: PageLayout, entries: EntryCounts? = nil) {
        self.decoder = decoder
        self.entries = entries
        streams = sources.map { CPUStream($0, decoder.geometry, layout) }
    }

    /// Appends the next piece of text, at most `pieceBytes` and one line; false when there is no more.
    /// - Throws: what a source throws.
    public func next(into text: inout [UInt8]) throws -> Bool {
        buffer.clear()
        var more = true
        if !begun {
            begun = true
            try start()
        }
        while more && buffer.count < Self.pieceBytes { more = try printRun() }
        buffer.append(to: &text)
        return more || buffer.count > 0
    }

    private func start() throws {
        for stream in streams { _ = try stream.advance() }
        let overrun = streams.contains { $0.hasLoss } || entries.map { $0.written > $0.inBuffer } == true
        if overrun && decoder.style.options.annotate { marks.begin(cpus: streams.count) }
        tracers = decoder.tracerTexts(streams, marks)
        let empty = streams.allSatisfy { !$0.hasRecord }
        for tracer in tracers where tracer.header(&buffer, entries: entries, empty: empty) { return }
        decoder.style.header(&buffer, entries: entries, empty: empty)
    }

    /// Prints from the CPU whose record is the oldest (the lowest CPU among equals, as the kernel does) until another
    /// one's turn comes or the piece is full. False when no CPU has a record.
    private func printRun() throws -> Bool {
        var first: CPUStream?
        var second: CPUStream?
        for stream in streams where stream.hasRecord {
            if let oldest = first, stream.timeNs >= oldest.timeNs {
                if second.map({ stream.timeNs < $0.timeNs }) ?? true { second = stream }
            } else {
                second = first
                first = stream
            }
        }
        guard let stream = first else { return false }
        // The later CPU of two equals waits: only a lower one takes its turn at the same time.
        var limit = UInt64.max
        if let second { limit = second.cpu < stream.cpu ? second.timeNs &- 1 : second.timeNs }
        repeat {
            try printLine(stream)
            guard try stream.advance() else { return true }
        } while stream.timeNs <= limit && buffer.count < Self.pieceBytes
        return true
    }

    private func printLine(_ stream: CPUStream) throws {
        if stream.isFirst {
            // What was overwritten before the oldest record is no gap: the kernel tells it in the header's counts, and
            // marks where each further CPU begins.
            stream.skipFirstLoss()
        } else {
            switch stream.takeLoss() {
            case .none: break
            case .unknown: decoder.style.lost(&buffer, cpu: stream.cpu, count: nil)
            case .counted(let count): decoder.style.lost(&buffer, cpu: stream.cpu, count: count)
            }
        }
        own.events += 1
        marks.count()
        for tracer in tracers where try tracer.print(stream, &buffer) { return }
        marks.mark(stream.cpu, decoder.style, &buffer)
        decoder.printRecord(stream.record, cpu: stream.cpu, into: &buffer, counts: &own)
    }
}
