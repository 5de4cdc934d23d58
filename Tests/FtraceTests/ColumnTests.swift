import Ftrace
import Testing

@Suite("Columns")
struct ColumnTests {
    @Test("Fields come out as the kernel printed them, for every record of the event and no other")
    func values() throws {
        let recording = try Recording(fixture: "arm64-6.1.192-sched_irq")
        let decoder = try recording.decoder()
        let id = try #require(decoder.events(matching: "sched:sched_switch").first)
        let reader = try ColumnReader(
            decoder, width: 3, [ColumnReader.Selection(event: id, fields: ["prev_pid", "next_pid", "prev_prio"])])
        var found: [(time: UInt64, line: String)] = []
        for (cpu, bytes) in recording.pages {
            var columns = Columns(width: 3)
            let left = try bytes.withUnsafeBytes {
                try reader.read($0, layout: .fixed(decoder.geometry.pageBytes), cpu: cpu, into: &columns)
            }
            #expect(left.shortRecords == 0 && left.badPages == 0)
            for row in 0..<columns.count {
                #expect(columns.event(row) == id && columns.cpu(row) == cpu)
                #expect(Int64(columns.pid(row)) == columns.number(row, 0))
                found.append(
                    (
                        columns.timeNs(row),
                        "prev_pid=\(columns.number(row, 0)) prev_prio=\(columns.number(row, 2)) next_pid=\(columns.number(row, 1))"
                    ))
            }
        }
        let wanted = String(decoding: recording.kernelText, as: UTF8.self).split(separator: "\n")
            .filter { $0.contains(": sched_switch: ") }
            .map { line in
                ["prev_pid", "prev_prio", "next_pid"].map { name in
                    "\(name)=\(line.split(separator: "\(name)=").dropFirst().first?.prefix { $0.isNumber || $0 == "-" } ?? "")"
                }.joined(separator: " ")
            }
        #expect(found.sorted { $0.time < $1.time }.map(\.line) == wanted)
        #expect(wanted.count > 10)
    }

    @Test("Signed fields keep their sign, narrow ones their width, and fields nobody asked for are 0")
    func widths() throws {
        let recording = try Recording(fixture: "arm64-6.1.192-sched_irq")
        let decoder = try recording.decoder()
        let id = try #require(decoder.events(matching: "sched_switch").first)
        let reader = try ColumnReader(
            decoder, width: 4, [ColumnReader.Selection(event: id, fields: ["common_type", "common_pid", "prev_prio"])])
        var columns = Columns(width: 4)
        let (cpu, bytes) = recording.pages[0]
        _ = try bytes.withUnsafeBytes {
            try reader.read($0, layout: .fixed(decoder.geometry.pageBytes), cpu: cpu, into: &columns)
        }
        #expect(columns.count > 5)
        for row in 0..<columns.count {
            #expect(columns.number(row, 0) == Int64(id))
            #expect(columns.number(row, 1) == Int64(columns.pid(row)))
            #expect(columns.number(row, 3) == 0)
        }
        #expect(columns.withNumbers(2) { $0.allSatisfy { (-1...140).contains($0) } })
        columns.removeAll()
        #expect(columns.count == 0)
    }

    @Test("Events and fields that are not there are named")
    func unknown() throws {
        let decoder = try Recording(fixture: "arm64-6.1.192-sched_irq").decoder()
        let id = try #require(decoder.events(matching: "sched_switch").first)
        #expect(throws: FtraceError.field("no event has the id 60000")) {
            try ColumnReader(decoder, width: 1, [ColumnReader.Selection(event: 60000, fields: [])])
        }
        #expect(throws: FtraceError.field("sched_switch has no integer field prev_comm")) {
            try ColumnReader(decoder, width: 1, [ColumnReader.Selection(event: id, fields: ["prev_comm"])])
        }
        #expect(throws: FtraceError.field("sched_switch: more than 1 fields are asked for")) {
            try ColumnReader(decoder, width: 1, [ColumnReader.Selection(event: id, fields: ["prev_pid", "next_pid"])])
        }
    }
}
