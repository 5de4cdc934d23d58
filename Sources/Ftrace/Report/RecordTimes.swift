/// When each record of a capture was written, in the order of its text, without decoding anything else.
public final class RecordTimes {
    private let streams: [CPUStream]
    private var order: MergeOrder

    /// - Parameter sources: one for each CPU, in the order of the CPU numbers.
    /// - Throws: what a source throws.
    public init(_ decoder: Decoder, sources: [CPUSource], layout: PageLayout) throws {
        streams = sources.map { CPUStream($0, decoder.geometry, layout) }
        order = MergeOrder(capacity: streams.count)
        for (place, stream) in streams.enumerated() where try stream.advance() {
            order.insert(MergeOrder.Turn(timeNs: stream.timeNs, place: place))
        }
    }

    /// The next record's time, in the trace clock's unit; nil when there is no more.
    /// - Throws: what a source throws.
    public func next() throws -> UInt64? {
        guard let turn = order.first else { return nil }
        let stream = streams[turn.place]
        if try stream.advance() { order.replaceFirst(timeNs: stream.timeNs) } else { order.removeFirst() }
        return turn.timeNs
    }
}
