/// When each record of a capture was written, in the order of its text, without decoding anything else.
public final class RecordTimes {
    private let streams: [CPUStream]
    private var order: MergeOrder

    /// - Parameter sources: one for each CPU, in the order of the CPU numbers.
    /// - Throws: what a source throws.
    public init(_ decoder: Decoder, sources: [CPUSource], layout: PageLayout) throws {
        streams = sources.map { CPUStream($0, decoder.geometry, layout) }
        order = MergeOrder(try streams.map { try $0.advance() ? $0.timeNs : nil })
    }

    /// The next record's time, in the trace clock's unit; nil when there is no more.
    /// - Throws: what a source throws.
    public func next() throws -> UInt64? {
        guard let place = order.first else { return nil }
        let stream = streams[place]
        let timeNs = stream.timeNs
        if try stream.advance() { order.replace(place, timeNs: stream.timeNs) } else { order.end(place) }
        return timeNs
    }
}
