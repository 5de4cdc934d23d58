import Ftrace
import Testing

@Suite("Damaged texts of the kernel")
struct KernelTextDamageTests {
    /// Reads the text as everything it might be, and holds what must be true of any text.
    private func read(_ text: [UInt8]) throws {
        let lines = text.split(separator: 0x0a, omittingEmptySubsequences: false).count
        let trace = try LatencyTrace(text)
        #expect(trace.text == text && trace.unknownLines <= trace.faults.count && trace.faults.count <= lines)
        #expect(trace.entries.reduce(trace.losses.count) { $0 + 1 + $1.stack.count } <= lines)
        let hist = try HistText(text)
        #expect(hist.faults.count <= lines + 1 && hist.histograms.reduce(0) { $0 + $1.entries.count } <= lines)
        let profile = try FunctionProfile(text)
        #expect(profile.functions.count + profile.faults.count <= lines)
        let stack = try MaxStack(text)
        #expect(stack.frames.count + stack.faults.count <= lines)
        let probes = try ProbeProfile(text)
        #expect(probes.probes.count + probes.faults.count <= lines)
    }

    @Test("A text cut at any byte is read up to there: only the line that was cut can be a fault")
    func truncated() throws {
        for (name, text) in try Reprint.fixtures() {
            for length in 0...min(text.count, 1500) {
                let cut = Array(text.prefix(length))
                if name.contains("hist") {
                    #expect(try HistText(cut).faults.count <= 1)
                } else if name.contains("function") {
                    #expect(try FunctionProfile(cut).faults.count <= 1)
                } else if name.contains("stack_trace") {
                    #expect(try MaxStack(cut).faults.count <= 1)
                } else if name.contains("probe") {
                    #expect(try ProbeProfile(cut).faults.count <= 1)
                } else {
                    #expect(try LatencyTrace(cut).faults.count <= 1)
                }
            }
        }
    }

    @Test("Flipped bytes end nothing", arguments: 1...40 as ClosedRange<UInt64>)
    func flipped(_ seed: UInt64) throws {
        var generator = Generator(seed: seed)
        for (_, text) in try Reprint.fixtures() {
            var text = Array(text.prefix(8000))
            for _ in 0..<40 {
                text[Int.random(in: 0..<text.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            try read(text)
        }
    }

    @Test("A cut text says what is missing: the totals, or the rest of an entry")
    func missing() throws {
        let text = try Reprint.fixture("arm64-6.1.192-hist-kmem.mm_page_free")
        let cut = try HistText(Array(text.prefix(300)))
        #expect(cut.histograms.first?.hits == nil && cut.histograms.first?.entries.isEmpty == true)
        #expect(cut.faults.named.map(\.description) == ["line 6: expected the end of the entry that begins here"])
        let trace = try LatencyTrace(Array("# irqsoff latency trace v1.1.5 on 6.1\n# latency: x us\nnonsense\n => f\n".utf8))
        #expect(trace.unknownLines == 2 && trace.faults.named.map(\.line) == [2, 3, 4])
        #expect(trace.header?.release == "6.1" && trace.header?.latencyUs == 0)
    }

    @Test("Numbers past 64 bits are faults, not other numbers")
    func overflow() throws {
        let text = "  schedule      18446744073709551616\n  kfree   1  18446744073709552 us   0.000 us  0.000 us\n"
        let profile = try FunctionProfile(Array(text.utf8))
        #expect(profile.functions.isEmpty && profile.faults.count == 2)
        let trace = try LatencyTrace(Array("  <idle>-99999999999999999999       0d..1.    5us : f\n".utf8))
        #expect(trace.entries.isEmpty && trace.unknownLines == 1)
    }

    @Test("Lines, names and texts past their limits are told, and the rest is read")
    func limits() throws {
        let long = Array(repeating: UInt8(ascii: "x"), count: KernelText.lineBytesMax + 1)
        let trace = try LatencyTrace(long + Array("\n  <idle>-0         0d..1.    5us : f\n".utf8))
        #expect(trace.entries.count == 1 && trace.faults.named.map(\.line) == [1])
        let many = try ProbeProfile(Array(repeating: 0x0a, count: KernelText.linesMax + 5))
        #expect(many.faults.count == 1 && many.faults.named.first?.line == KernelText.linesMax + 1)
        let faulty = try ProbeProfile(Array(String(repeating: "x\n", count: 100).utf8))
        #expect(faulty.faults.count == 100 && faulty.faults.named.count == KernelText.faultsNamedMax)
        #expect(throws: KernelText.Refusal.tooLarge(bytes: KernelText.textBytesMax + 1)) {
            try HistText(Array(repeating: 0x0a, count: KernelText.textBytesMax + 1))
        }
    }
}
