import Foundation
import Ftrace
import Testing

@Suite("Lines that options change")
struct LineFormTests {
    @Test(
        "The forms hex, raw, verbose and messages alone are the kernel's own, byte for byte, with their headers",
        arguments: [
            "arm64-6.1.192-all-func_hex", "arm64-6.1.192-all-func_raw", "arm64-6.1.192-all-func_verbose",
            "arm64-6.1.192-all-markers_raw_raw", "arm64-6.1.192-all-opt_printk_msgonly",
        ])
    func forms(_ fixture: String) throws {
        let recording = try Recording(fixture: fixture)
        let (text, counts) = try recording.report(entries: recording.entries)
        #expect(text == recording.kernelText)
        #expect(counts.events == recording.entries.inBuffer)
        #expect(counts.shortRecords == 0 && counts.unknownRecords == 0)
    }

    @Test(
        "The latency format is the kernel's own, given when the buffer was reset",
        arguments: ["arm64-6.1.192-all-func_latency", "arm64-6.1.192-all-markers_latency"])
    func latency(_ fixture: String) throws {
        var recording = try Recording(fixture: fixture)
        let start: UInt64 = try #require(try recording.startNs())
        recording.metadata.startNs = start
        recording.metadata.release = "6.1.192-vmlab"
        let (text, _) = try recording.report(entries: recording.entries)
        #expect(Difference(kernel: recording.kernelText, ours: text).others == [])
        // Everything of the header too but the CPU and the model of preemption, which are not in the capture.
        #expect(header(text) == header(recording.kernelText))
    }

    @Test("One buffer in the latency format has the delays up to the next record of any CPU")
    func delays() throws {
        var recording = try Recording(fixture: "x86_64-7.2.13-sched_irq")
        recording.turnOn("latency-format")
        let other = Recording.fixtures.appending(path: "x86_64-7.2.13-sched_irq/trace.latency-format.txt")
        recording.kernelText = Array(try Data(contentsOf: other))
        let start: UInt64 = try #require(try recording.startNs())
        recording.metadata.startNs = start
        let wanted = records(recording.kernelText)
        #expect(wanted.count > 400)
        #expect(Array(records(try recording.report().text).prefix(wanted.count)) == wanted)
    }

    @Test("Without the time of the reset, the latency format counts from the first record")
    func firstRecord() throws {
        let recording = try Recording(fixture: "arm64-6.1.192-all-func_latency")
        #expect(try #require(records(try recording.report().text).first).contains("    0us"))
    }

    @Test("Fields of events are listed by name, and the kernel's own records are unknown to that list")
    func fields() throws {
        var recording = try Recording(fixture: "x86_64-7.2.13-sched_irq")
        recording.turnOn("fields")
        let lines = records(try recording.report().text)
        #expect(lines.contains { $0.contains(": softirq_raise: vec=0x7 (7)") })
        var function = try Recording(fixture: "arm64-6.1.192-all-func_verbose")
        function.turnOn("fields")
        #expect(records(try function.report().text).allSatisfy { $0.hasSuffix(": UNKNOWN TYPE 1") || $0.isEmpty })
    }

    private func records(_ text: [UInt8]) -> [Substring] {
        String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    private func header(_ text: [UInt8]) -> [String] {
        String(decoding: text, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("#") }.map {
            String($0).replacing(/CPU#\d+ \| \(M:\w+/, with: "CPU#")
        }
    }
}
