/// Prints records as values instead of the kernel's lines: JSON, a line for each record, or CSV.
final class RecordValues {
    private let decoder: Decoder
    private let form: ReportForm
    private let lines: LinePrinter
    /// By id; nil where no format has it.
    private var shapes: [Int: Shape?] = [:]
    /// The record's own text is made here first, to be quoted.
    private var scratch = TextBuffer(capacity: 16 << 10)
    /// The fields that are columns of a CSV: those of the only event that is shown.
    private let columns: Shape?
    /// No record's fields take more than this and one field.
    private static let valuesBytesMax = 1 << 20

    /// What is written of one event's records.
    private struct Shape {
        /// "system:event".
        var name: [UInt8]
        var fields: [(name: [UInt8], field: Field)]
    }

    init(_ decoder: Decoder, _ form: ReportForm, _ lines: LinePrinter, only event: Int?) {
        self.decoder = decoder
        self.form = form
        self.lines = lines
        columns = event.flatMap { decoder.format($0) }.map(Self.shape)
    }

    private static func shape(_ format: Format) -> Shape {
        Shape(name: Array("\(format.system):\(format.name)".utf8), fields: format.own.map { (Array($0.name.utf8), $0) })
    }

    func header(_ text: inout TextBuffer) {
        guard form == .csv else { return }
        text.put("time,cpu,pid,comm,event")
        if let columns {
            for (name, _) in columns.fields {
                text.put(",")
                text.put(name[...])
            }
        }
        text.put(",text\n")
    }

    func print(_ record: Record, cpu: Int, _ text: inout TextBuffer) {
        lines.counts.events &+= 1
        let pid = record.holds(decoder.style.pidOffset, 4) ? record.integer(decoder.style.pidOffset, as: Int32.self) : 0
        let shape = record.count >= 2 ? self.shape(record.id) : nil
        scratch.clear()
        lines.printBody(record, &scratch)
        if scratch.last(from: 0) == 0x0a { scratch.cut(to: scratch.count - 1) }
        if form == .json { json(record, cpu, pid, shape, &text) } else { csv(record, cpu, pid, shape, &text) }
    }

    /// Events were lost here.
    func lost(cpu: Int, count: UInt64?, _ text: inout TextBuffer) {
        text.put(form == .json ? "{\"cpu\":" : ",")
        text.putDecimal(UInt64(max(0, cpu)))
        text.put(form == .json ? ",\"lost\":" : ",,,lost,")
        if form == .csv, let columns { text.fill(UInt8(ascii: ","), columns.fields.count) }
        if let count { text.putDecimal(count) } else if form == .json { text.put("null") }
        text.put(form == .json ? "}\n" : "\n")
    }

    private func shape(_ id: Int) -> Shape? {
        if let known = shapes[id] { return known }
        let shape = decoder.format(id).map(Self.shape)
        shapes[id] = shape
        return shape
    }

    private func json(_ record: Record, _ cpu: Int, _ pid: Int32, _ shape: Shape?, _ text: inout TextBuffer) {
        text.put("{\"time\":")
        text.putDecimal(record.timeNs)
        text.put(",\"cpu\":")
        text.putDecimal(UInt64(max(0, cpu)))
        text.put(",\"pid\":")
        text.putDecimal(Int64(pid))
        text.put(",\"comm\":")
        text.putJSON(decoder.tasks.name(pid))
        if let shape {
            text.put(",\"event\":")
            text.putJSON(shape.name[...])
            text.put(",\"fields\":{")
            let mark = text.count
            var first = true
            for (name, field) in shape.fields {
                // Many fields may lie in the same bytes: those past the limit are left out.
                guard text.count - mark < Self.valuesBytesMax, let value = FieldValue(field, record) else { continue }
                if !first { text.put(",") }
                first = false
                text.putJSON(name[...])
                text.put(":")
                value.json(&text)
            }
            text.put("}")
        }
        text.put(",\"text\":")
        text.putJSON(Array(scratch.bytes)[...])
        text.put("}\n")
    }

    private func csv(_ record: Record, _ cpu: Int, _ pid: Int32, _ shape: Shape?, _ text: inout TextBuffer) {
        text.putDecimal(record.timeNs)
        text.put(",")
        text.putDecimal(UInt64(max(0, cpu)))
        text.put(",")
        text.putDecimal(Int64(pid))
        text.put(",")
        text.putCSV(decoder.tasks.name(pid))
        text.put(",")
        text.putCSV((shape?.name ?? [])[...])
        if let columns {
            let mark = text.count
            for (_, field) in columns.fields {
                text.put(",")
                if text.count - mark < Self.valuesBytesMax { FieldValue(field, record)?.csv(&text) }
            }
        }
        text.put(",")
        text.putCSV(Array(scratch.bytes)[...])
        text.put("\n")
    }
}

/// The form of a report.
public enum ReportForm: Sendable {
    /// The kernel's own lines.
    case text
    /// One object a line.
    case json
    case csv
}
