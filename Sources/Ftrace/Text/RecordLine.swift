extension Decoder {
    /// One record's line, or the lines of a record that takes several.
    func printRecord(_ record: Record, cpu: Int, into text: inout TextBuffer, counts: inout ReportCounts) {
        guard record.count >= style.bytesMin else {
            counts.shortRecords += 1
            return damaged(record, cpu: cpu, into: &text)
        }
        style.context(record, cpu: cpu, tasks, &text)
        printBody(record, into: &text, counts: &counts)
    }

    /// Whether the record's id has a format.
    func isKnown(_ record: Record) -> Bool {
        let id = record.id
        return id < texts.texts.count && texts.texts[id] != nil
    }

    /// A record's own text, the newline included. The record has at least the style's `bytesMin` bytes.
    @inline(__always)
    func printBody(_ record: Record, into text: inout TextBuffer, counts: inout ReportCounts) {
        guard let printer = printer(record, &text, &counts) else { return }
        printer.print(record, &text)
    }

    /// What a record says besides where it came from: the messages of trace_printk and trace_marker stand alone.
    func printMessage(_ record: Record, into text: inout TextBuffer, counts: inout ReportCounts) {
        guard let printer = printer(record, &text, &counts) else { return }
        printer.printMessage(record, &text)
    }

    /// Whoever prints this record; nil, with a line that says why, where nobody can.
    @inline(__always)
    private func printer(
        _ record: Record, _ text: inout TextBuffer, _ counts: inout ReportCounts
    ) -> (any RecordText)? {
        let id = record.id
        guard id < texts.texts.count, let printer = texts.texts[id] else {
            counts.unknownRecords += 1
            text.put("Unknown type ")
            text.putDecimal(UInt64(id))
            text.put("\n")
            return nil
        }
        guard record.count >= printer.bytesMin else {
            counts.shortRecords += 1
            text.put("[record of type ")
            text.putDecimal(UInt64(id))
            text.put(" too short]\n")
            return nil
        }
        if printer.isList { counts.listedRecords += 1 }
        return printer
    }

    /// A record that has not even the common fields.
    private func damaged(_ record: Record, cpu: Int, into text: inout TextBuffer) {
        text.put("CPU:")
        text.putDecimal(UInt64(cpu))
        text.put(" [record of ")
        text.putDecimal(UInt64(record.count))
        text.put(" bytes too short]\n")
    }
}

extension ReportCounts {
    mutating func add(_ other: ReportCounts) {
        events += other.events
        shortRecords += other.shortRecords
        unknownRecords += other.unknownRecords
        listedRecords += other.listedRecords
    }

    mutating func add(_ stream: CPUStream) {
        pages += stream.counts.pages
        badPages += stream.counts.badPages
        lostEvents &+= stream.counts.lostEvents
        lossesOfUnknownCount += stream.counts.lossesOfUnknownCount
    }
}
