import Foundation
import Ftrace
import Testing

@Suite("A filtered report")
struct ReportFilterTests {
    private let recording: Recording
    private let decoder: Decoder
    private let all: [Substring]

    init() throws {
        recording = try Recording(fixture: "arm64-6.1.192-sched_irq")
        decoder = try recording.decoder()
        all = Self.lines(try recording.report().text)
    }

    private static func lines(_ text: [UInt8]) -> [Substring] {
        String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    /// The lines that are left, each of which must be one of the whole report's.
    private func filtered(_ set: (inout RecordFilter) -> Void) throws -> [Substring] {
        var filter = RecordFilter()
        set(&filter)
        let report = try TextReport(
            decoder, sources: recording.pages.map { CPUSource(cpu: $0.cpu, block: $0.bytes) },
            layout: .fixed(decoder.geometry.pageBytes), form: .text, filter: filter)
        var text: [UInt8] = []
        while try report.next(into: &text) {}
        return Self.lines(text)
    }

    @Test("shows the records of chosen CPUs only, in their order")
    func cpus() throws {
        #expect(try filtered { $0.cpus = [1] } == all.filter { $0.contains("[001]") })
        #expect(try filtered { $0.cpus = [0, 1] } == all)
        #expect(try filtered { $0.cpus = [7] }.isEmpty)
    }

    @Test("shows chosen events by name, by system, or by pattern")
    func events() throws {
        let switches = all.filter { $0.contains(": sched_switch: ") }
        #expect(!switches.isEmpty && switches.count < all.count)
        for pattern in ["sched_switch", "sched:sched_switch", "*d_switch", "sched_sw*ch", "s*d:*switch"] {
            #expect(try filtered { $0.events = [pattern] } == switches, "\(pattern)")
        }
        let both = all.filter { $0.contains(": sched_switch: ") || $0.contains(": sched_waking: ") }
        #expect(try filtered { $0.events = ["sched_switch", "sched_waking"] } == both)
    }

    @Test("names a pattern that fits no event of the kernel")
    func unknownEvent() {
        #expect(throws: FtraceError.field("no event of this kernel is called sched_swich")) {
            try filtered { $0.events = ["sched_swich"] }
        }
    }

    @Test("shows chosen tasks by pid and by name")
    func tasks() throws {
        let idle = all.filter { $0.contains("<idle>-0 ") }
        #expect(!idle.isEmpty && idle.count < all.count)
        #expect(try filtered { $0.pids = [0] } == idle)
        #expect(try filtered { $0.comms = ["<idle>"] } == idle)
        #expect(try filtered { $0.comms = ["<id*"] } == idle)
        #expect(try filtered { $0.comms = ["id*"] }.isEmpty)
    }

    @Test("shows a span of time with both ends")
    func times() throws {
        let times = recording.pages.map { cpu, bytes in
            decoder.scan(bytes, layout: .fixed(decoder.geometry.pageBytes))
        }
        let first = try #require(times.compactMap(\.firstNs).min())
        let last = try #require(times.compactMap(\.lastNs).max())
        #expect(try filtered { ($0.fromNs, $0.toNs) = (first, last) } == all)
        #expect(try filtered { $0.toNs = first }.first == all.first)
        #expect(try filtered { $0.toNs = first &- 1 }.isEmpty)
        let late = try filtered { $0.fromNs = (first + last) / 2 }
        #expect(!late.isEmpty && late == Array(all.suffix(late.count)))
    }

    @Test("tells a loss among hidden records before the next one shown, unless it lies before the time that is shown")
    func losses() throws {
        // Two pages of two records each, the second after a loss.
        var other = try Recording(fixture: "arm64-6.1.192-hwlat")
        let decoder = try other.decoder()
        let first = other.packed(other.pages[0].bytes, decoder.geometry)
        var second = first
        second[11] |= 0x80
        // The second page is later by 2^40 ns.
        second[5] += 1
        other.pages = [(1, first + second)]
        let scan = decoder.scan(first, layout: .packed)
        let end = try #require(scan.lastNs)
        func lost(_ from: UInt64?, _ to: UInt64?) throws -> Int {
            var filter = RecordFilter()
            (filter.fromNs, filter.toNs) = (from, to)
            let report = try TextReport(
                decoder, sources: [CPUSource(cpu: 1, block: first + second)], layout: .packed, form: .text, filter: filter)
            var text: [UInt8] = []
            while try report.next(into: &text) {}
            return Self.lines(text).count { $0 == "CPU:1 [LOST EVENTS]" }
        }
        #expect(try lost(nil, nil) == 1)
        #expect(try lost(end + 1, nil) == 1)
        #expect(try lost(try #require(scan.firstNs) + 1 << 40 + 1, nil) == 0)
        #expect(try lost(nil, end) == 0)
    }

    @Test("counts relative times from the capture's first record, also when its CPU is not shown")
    func relativeTimes() throws {
        var other = recording
        other.metadata.options += Array("latency-format\n".utf8)
        let decoder = try other.decoder()
        func lines(_ cpus: Set<Int>?) throws -> [Substring] {
            var filter = RecordFilter()
            filter.cpus = cpus
            let report = try TextReport(
                decoder, sources: other.pages.map { CPUSource(cpu: $0.cpu, block: $0.bytes) },
                layout: .fixed(decoder.geometry.pageBytes), form: .text, filter: filter)
            var text: [UInt8] = []
            while try report.next(into: &text) {}
            return Self.lines(text)
        }
        // The time in microseconds of each line, without the mark of the time until the next.
        func times(_ lines: [Substring]) -> [Substring] {
            lines.compactMap { $0.firstMatch(of: /\s(\d+)us/)?.1 }
        }
        let whole = Set(times(try lines(nil)))
        for cpu in other.pages.map(\.cpu) {
            let shown = times(try lines([cpu]))
            #expect(!shown.isEmpty && whole.isSuperset(of: shown), "CPU \(cpu)")
        }
    }

    @Test("needs all that is set to hold")
    func together() throws {
        let wanted = all.filter { $0.contains("[000]") && $0.contains("<idle>-0 ") && $0.contains(": sched_switch: ") }
        #expect(try filtered { ($0.cpus, $0.pids, $0.events) = ([0], [0], ["sched_switch"]) } == wanted)
    }
}
