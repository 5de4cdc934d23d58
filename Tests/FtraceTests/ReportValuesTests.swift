import Foundation
import Ftrace
import Testing

@Suite("Records as values")
struct ReportValuesTests {
    private struct Line: Decodable {
        struct Fields: Decodable {
            var prevComm: String?
            var prevPid: Int?
            var nextComm: String?
            var nextPrio: Int?
        }
        var time: UInt64
        var cpu: Int
        var pid: Int
        var comm: String
        var event: String
        var fields: Fields
        var text: String
    }

    private func report(_ fixture: String, _ form: ReportForm, events: [String] = []) throws -> (text: String, counts: ReportCounts)
    {
        let recording = try Recording(fixture: fixture)
        let decoder = try recording.decoder()
        var filter = RecordFilter()
        filter.events = events
        let report = try TextReport(
            decoder, sources: recording.pages.map { CPUSource(cpu: $0.cpu, block: $0.bytes) },
            layout: .fixed(decoder.geometry.pageBytes), form: form, filter: filter)
        var text: [UInt8] = []
        while try report.next(into: &text) {}
        return (String(decoding: text, as: UTF8.self), report.counts)
    }

    @Test("JSON has an object a line, with the fields' values and the kernel's text")
    func json() throws {
        let recording = try Recording(fixture: "arm64-6.1.192-sched_irq")
        let kernel = String(decoding: recording.kernelText, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let lines = try report("arm64-6.1.192-sched_irq", .json).text.split(separator: "\n")
            .map { try decoder.decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.count == kernel.count)
        for (line, text) in zip(lines, kernel) {
            #expect(text.hasSuffix(": \(line.text)"))
            #expect(text.contains("\(line.comm)-\(line.pid) "))
            let us = (line.time + 500) / 1000
            #expect(text.contains(" \(us / 1_000_000)." + String(us % 1_000_000 + 1_000_000).dropFirst() + ": "))
            if line.event == "sched:sched_switch" {
                #expect(line.text.contains("prev_comm=\(line.fields.prevComm ?? "") prev_pid=\(line.fields.prevPid ?? -1) "))
                #expect(line.text.hasSuffix("next_prio=\(line.fields.nextPrio ?? -1)"))
            }
        }
        #expect(lines.contains { $0.event == "sched:sched_switch" })
    }

    @Test("CSV of one event has its fields as columns")
    func csv() throws {
        let rows = try report("arm64-6.1.192-sched_irq", .csv, events: ["sched_switch"]).text.split(separator: "\n")
        #expect(
            rows.first
                == "time,cpu,pid,comm,event,prev_comm,prev_pid,prev_prio,prev_state,next_comm,next_pid,next_prio,text")
        #expect(rows.count > 10)
        for row in rows.dropFirst() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            #expect(cells.count == 13 && cells[4] == "sched:sched_switch")
            #expect(cells[12].contains("prev_comm=\(cells[5]) prev_pid=\(cells[6]) prev_prio=\(cells[7]) "))
        }
    }

    @Test("CSV of several events has the kernel's text, quoted where it must be")
    func csvText() throws {
        let rows = try report("arm64-6.1.192-syscalls", .csv).text.split(separator: "\n")
        #expect(rows.first == "time,cpu,pid,comm,event,text")
        // Arguments stand between commas.
        #expect(rows.contains { $0.hasSuffix(")\"") && $0.contains(",syscalls:sys_enter_") })
    }

    @Test("Every record is one line in either form", arguments: ["arm64-6.1.192-events_stack", "arm64-6.1.192-rwmmio"])
    func counts(_ fixture: String) throws {
        let recording = try Recording(fixture: fixture)
        let decoder = try recording.decoder()
        let events = recording.pages.reduce(0) { $0 + decoder.scan($1.bytes, layout: .fixed(decoder.geometry.pageBytes)).events }
        for form in [ReportForm.json, .csv] {
            let (text, counts) = try report(fixture, form)
            #expect(counts.events == events)
            if form == .json { #expect(text.utf8.count { $0 == 0x0a } == Int(events)) }
        }
    }
}
