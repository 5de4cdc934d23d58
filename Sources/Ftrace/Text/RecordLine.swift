extension Decoder {
    /// One record's line, or the lines of a record that takes several.
    func printRecord(_ record: Record, cpu: Int, into text: inout TextBuffer, counts: inout ReportCounts) {
        guard record.count >= style.bytesMin else {
            counts.shortRecords += 1
            return damaged(record, cpu: cpu, into: &text)
        }
        style.context(record, cpu: cpu, tasks, &text)
        let id = record.id
        guard id < texts.texts.count, let printer = texts.texts[id] else {
            counts.unknownRecords += 1
            text.put("Unknown type ")
            text.putDecimal(UInt64(id))
            text.put("\n")
            return
        }
        guard record.count >= printer.bytesMin else {
            counts.shortRecords += 1
            text.put("[record of type ")
            text.putDecimal(UInt64(id))
            text.put(" too short]\n")
            return
        }
        if printer.isList { counts.listedRecords += 1 }
        printer.print(record, &text)
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
    mutating func add(_ stream: CPUStream) {
        pages += stream.counts.pages
        badPages += stream.counts.badPages
        lostEvents &+= stream.counts.lostEvents
        lossesOfUnknownCount += stream.counts.lossesOfUnknownCount
    }
}
