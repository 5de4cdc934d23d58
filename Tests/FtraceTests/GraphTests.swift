import Foundation
import Ftrace
import Testing

@Suite("Call graphs")
struct GraphTests {
    @Test(
        "A call graph with all its columns is the kernel's own, byte for byte",
        arguments: ["arm64-6.1.192-all-graph_everything", "arm64-7.2.13-rt-graph_everything"])
    func everything(_ fixture: String) throws {
        let recording = try Recording(fixture: fixture)
        let (text, counts) = try recording.report()
        let difference = Difference(kernel: recording.kernelText, ours: text)
        #expect(difference.others == [])
        #expect(difference.lines > 400)
        #expect(counts.badPages == 0 && counts.shortRecords == 0 && counts.unknownRecords == 0 && counts.listedRecords == 0)
    }

    @Test("A call that returns at once counts as two events and takes one line")
    func leaves() throws {
        let recording = try Recording(fixture: "arm64-6.1.192-all-graph_everything")
        let (text, counts) = try recording.report()
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        let leaves = lines.count { $0.hasSuffix("();") }
        let ends = lines.count { $0.contains("} /* ") }
        let starts = lines.count { $0.hasSuffix("() {") }
        #expect(leaves > 100)
        #expect(counts.events == UInt64(2 * leaves + starts + ends))
    }

    @Test("Each option takes its own column away and changes nothing else")
    func columns() throws {
        var recording = try Recording(fixture: "arm64-6.1.192-all-graph_everything")
        let full = try lines(recording)
        recording.turnOff("funcgraph-abstime")
        // "   74.480089 |  "
        #expect(try lines(recording) == full.map { $0.replacing(#/^ *\d+\.\d{6} \|  /#, with: "") })
        recording.turnOff("funcgraph-overrun")
        let short = full.filter { !$0.hasPrefix(" (Overruns: ") }
        #expect(try lines(recording) == short.map { $0.replacing(#/^ *\d+\.\d{6} \|  /#, with: "") })
        #expect(short.count < full.count)
    }

    @Test("Without the interrupts' calls no arrow leads into one, and what they interrupted stays")
    func interrupts() throws {
        var recording = try Recording(fixture: "arm64-7.2.13-rt-graph_everything")
        let full = try lines(recording)
        recording.turnOff("funcgraph-irqs")
        let short = try lines(recording)
        #expect(full.contains { $0.contains("==========>") })
        #expect(!short.contains { $0.contains("==========>") })
        #expect(short.count < full.count)
        #expect(short.allSatisfy(Set(full).contains))
    }

    @Test("Where nobody names the tracer, records of a call graph are drawn as one")
    func unnamed() throws {
        var recording = try Recording(fixture: "arm64-6.1.192-all-graph_everything")
        let named = try lines(recording)
        recording.metadata.tracer = ""
        #expect(try lines(recording) == named)
        recording.metadata.tracer = "nop"
        #expect(try lines(recording) != named)
    }

    private func lines(_ recording: Recording) throws -> [String] {
        String(decoding: try recording.report().text, as: UTF8.self).split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("#")
        }
    }
}
