/// One latency of timerlat (trace_timerlat_print in kernel/trace/trace_output.c).
final class TimerlatText: RecordText {
    private let sequence, place, latency: IntegerField
    let bytesMin: Int

    /// timerlat_lat_context; "user-ret" since 6.6.
    private static let places: [StaticString] = ["irq", "thread", "user-ret"]

    init?(_ format: Format) {
        guard let sequence = IntegerField(format, "seqnum"), let place = IntegerField(format, "context"),
            let latency = IntegerField(format, "timer_latency")
        else { return nil }
        self.sequence = sequence
        self.place = place
        self.latency = latency
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put("#")
        var mark = text.count
        text.putDecimal(UInt64(bitPattern: sequence.load(record)) & 0xffff_ffff)
        text.pad(from: mark, width: 5, left: true)
        text.put(" context ")
        mark = text.count
        let place = place.load(record)
        text.put(place >= 0 && place < 3 ? Self.places[Int(place)] : "thread")
        text.pad(from: mark, width: 6, left: false)
        text.put(" timer_latency ")
        text.putDecimal(UInt64(bitPattern: latency.load(record)), width: 9)
        text.put(" ns\n")
    }
}
