/// What one run of osnoise measured (trace_osnoise_print in kernel/trace/trace_output.c).
final class OsnoiseText: RecordText {
    private let runtime, noise, longest: IntegerField
    private let counts: [IntegerField]
    let bytesMin: Int

    init?(_ format: Format) {
        guard let runtime = IntegerField(format, "runtime"), let noise = IntegerField(format, "noise"),
            let longest = IntegerField(format, "max_sample")
        else { return nil }
        self.runtime = runtime
        self.noise = noise
        self.longest = longest
        counts = ["hw_count", "nmi_count", "irq_count", "softirq_count", "thread_count"].compactMap { IntegerField(format, $0) }
        guard counts.count == 5 else { return nil }
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        let runtime = UInt64(bitPattern: runtime.load(record))
        let noise = UInt64(bitPattern: noise.load(record))
        // do_div divides by 32 bits; the kernel never records a run of zero length.
        let divisor = max(1, runtime & 0xffff_ffff)
        let share = (runtime &- noise) &* 10_000_000 / divisor
        text.putDecimal(runtime)
        text.put(" ")
        text.putDecimal(noise, width: 10)
        text.put(" ")
        text.putDecimal(share / 100_000, width: 3)
        text.put(".")
        text.putDecimal(share % 100_000, width: 5, with: 0x30)
        text.put(" ")
        text.putDecimal(UInt64(bitPattern: longest.load(record)), width: 7)
        for count in counts {
            text.put(" ")
            text.putDecimal(UInt64(bitPattern: count.load(record)) & 0xffff_ffff, width: 6)
        }
        text.put("\n")
    }
}
