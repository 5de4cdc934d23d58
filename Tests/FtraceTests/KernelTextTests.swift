import Foundation
import Ftrace
import Testing

@Suite("What the kernel printed")
struct KernelTextTests {
    @Test(
        "Every record of a recording becomes the kernel's own line, byte for byte",
        arguments: [
            "arm64-6.1.192-hwlat", "arm64-6.12.95-rt-hwlat", "x86_64-6.1.192-hwlat", "arm64-6.1.192-sched_irq",
            "arm64-6.12.95-rt-sched_irq", "x86_64-7.2.13-sched_irq", "arm64-6.1.192-syscalls", "arm64-6.1.192-clock_mono",
            "arm64-6.1.192-block_events", "arm64-6.1.192-rwmmio", "x86_64-7.2.13-subbuf16k",
            "x86_64-7.2.13-function_args",
        ])
    func lines(_ fixture: String) throws {
        let recording = try Recording(fixture: fixture)
        let (text, counts) = try recording.report()
        let difference = Difference(kernel: recording.kernelText, ours: text)
        #expect(difference.others == [])
        #expect(difference.hashedPointers == 0)
        #expect(difference.lines > 5)
        #expect(counts.badPages == 0 && counts.shortRecords == 0 && counts.unknownRecords == 0 && counts.listedRecords == 0)
    }

    @Test(
        "Where the kernel hashed pointers, nothing but the pointers differs",
        arguments: [("arm64-6.1.192-64kpage-sched_irq", 3137), ("arm64-6.1.192-events_stack", 1500)])
    func hashedPointers(_ fixture: String, _ linesMin: Int) throws {
        let recording = try Recording(fixture: fixture)
        let difference = Difference(kernel: recording.kernelText, ours: try recording.report().text)
        #expect(difference.others == [])
        #expect(difference.hashedPointers > 0)
        #expect(difference.lines > linesMin)
    }

    @Test(
        "With the entry counts, the header too is the kernel's",
        arguments: ["arm64-6.1.192-hwlat", "arm64-6.12.95-rt-hwlat", "x86_64-6.1.192-hwlat", "arm64-6.1.192-syscalls"])
    func header(_ fixture: String) throws {
        let recording = try Recording(fixture: fixture)
        #expect(try recording.report(entries: recording.entries).text == recording.kernelText)
    }

    @Test("Packed pages, as chunks carry them, give the same text as whole sub-buffers")
    func packed() throws {
        var recording = try Recording(fixture: "arm64-6.1.192-sched_irq")
        let whole = try recording.report().text
        let geometry = try recording.decoder().geometry
        recording.pages = recording.pages.map { ($0.cpu, recording.packed($0.bytes, geometry)) }
        #expect(recording.pages.allSatisfy { !$0.bytes.isEmpty && $0.bytes.count % geometry.pageBytes != 0 })
        #expect(try recording.report(layout: .packed).text == whole)
    }

    @Test("Blocks of one page each give the same text as one block")
    func blocks() throws {
        let recording = try Recording(fixture: "arm64-6.1.192-syscalls")
        let decoder = try recording.decoder()
        let bytes = decoder.geometry.pageBytes
        let sources = recording.pages.map { cpu, pages in
            var offset = 0
            return CPUSource(cpu: cpu) {
                guard offset < pages.count else { return nil }
                defer { offset += bytes }
                return Array(pages[offset..<(offset + bytes)])
            }
        }
        let report = TextReport(decoder, sources: sources, layout: .fixed(bytes))
        var text: [UInt8] = []
        var pieces = 0
        while try report.next(into: &text) { pieces += 1 }
        #expect(text == (try recording.report().text))
        #expect(pieces > 1)
    }

    @Test("The seven-character column of Debian's 6.1 rt kernel comes from the format's common fields")
    func lazyCount() throws {
        var recording = try Recording(fixture: "arm64-6.1.192-hwlat")
        let line = "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n"
        let lazy = "\tfield:unsigned char common_preempt_lazy_count;\toffset:8;\tsize:1;\tsigned:0;\n"
        var blob = ""
        for entry in try FormatSet(recording.metadata.formats).formats {
            let body = "name: \(entry.name)\nID: \(entry.id)\nformat:\n\(line)\(lazy)\n\nprint fmt: \"\"\n"
            blob += "\(entry.system)/\(entry.name) \(body.utf8.count)\n\(body)"
        }
        recording.metadata.formats = Array(blob.utf8)
        let text = String(decoding: try recording.report(entries: recording.entries).text, as: UTF8.self)
        #expect(text.contains("#                              || / _----=> hardirq/softirq\n"))
        #expect(text.contains("#                              |||| / _--=> preempt-lazy-depth\n"))
        #expect(text.contains("CPU#  |||||||  TIMESTAMP  FUNCTION\n"))
        #expect(text.contains("#              | |         |   |||||||      |         |\n"))
        // Byte 8 of the first record, 0xf4, stands where that kernel keeps the count.
        #expect(text.contains("[001] d....f4.    47.518358: "))
    }
}
