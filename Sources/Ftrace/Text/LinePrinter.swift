/// Prints records as lines for one report: finds each event's text once and keeps what lines have in common.
final class LinePrinter {
    @exclusivity(unchecked) var counts = ReportCounts()
    private let table: TextTable
    private let style: LineStyle
    private let prefix: LinePrefix
    private let bytesMin: Int
    /// By id, for all ids that the capture's formats have; the last is for ids beyond.
    private let slots: UnsafeMutablePointer<Slot>
    private let slotsCount: Int

    /// What is known of an id. The table keeps the objects alive.
    private struct Slot {
        var plan: Unmanaged<Plan>?
        var text: Unmanaged<EventText>?
        var bytesMin: Int32 = 0
        var isKnown = false
    }

    init(_ decoder: Decoder) {
        table = decoder.texts
        style = decoder.style
        prefix = LinePrefix(decoder.style, decoder.tasks)
        bytesMin = decoder.style.bytesMin
        slotsCount = decoder.texts.idsCount
        slots = .allocate(capacity: slotsCount + 1)
        slots.initialize(repeating: Slot(), count: slotsCount + 1)
    }

    deinit {
        slots.deallocate()
    }

    /// One record's line, or the lines of a record that takes several.
    @inline(__always)
    func print(_ record: Record, cpu: Int, _ text: inout TextBuffer) {
        counts.events &+= 1
        guard record.count >= bytesMin else { return printDamaged(record, cpu: cpu, &text) }
        prefix.print(record, cpu: cpu, &text)
        let slot = slot(record.id)
        if let plan = slot.pointee.plan, record.count >= Int(slot.pointee.bytesMin) {
            plan._withUnsafeGuaranteedRef { $0.print(record, &text) }
        } else {
            printOther(record, slot, &text)
        }
    }

    /// Only what follows the line's context.
    func printBody(_ record: Record, _ text: inout TextBuffer) {
        guard record.count >= bytesMin else { return printShort(record, &text) }
        printOther(record, slot(record.id), &text)
    }

    @inline(__always)
    private func slot(_ id: Int) -> UnsafeMutablePointer<Slot> { slots + min(id, slotsCount) }

    @inline(never)
    private func printOther(_ record: Record, _ slot: UnsafeMutablePointer<Slot>, _ text: inout TextBuffer) {
        if !slot.pointee.isKnown { resolve(record.id, slot) }
        guard let event = slot.pointee.text else {
            counts.unknownRecords += 1
            text.put("Unknown type ")
            text.putDecimal(UInt64(record.id))
            text.put("\n")
            return
        }
        guard record.count >= Int(slot.pointee.bytesMin) else { return printShort(record, &text) }
        event._withUnsafeGuaranteedRef { event in
            if event.isList { counts.listedRecords += 1 }
            event.print(record, &text)
        }
    }

    private func resolve(_ id: Int, _ slot: UnsafeMutablePointer<Slot>) {
        slot.pointee.isKnown = true
        guard let event = table.text(id) else { return }
        slot.pointee.text = Unmanaged.passUnretained(event)
        slot.pointee.plan = event.plan.map(Unmanaged.passUnretained)
        slot.pointee.bytesMin = Int32(event.bytesMin)
    }

    private func printShort(_ record: Record, _ text: inout TextBuffer) {
        counts.shortRecords += 1
        text.put("[record of type ")
        text.putDecimal(UInt64(record.id))
        text.put(" too short]\n")
    }

    /// A record that has not even the common fields.
    private func printDamaged(_ record: Record, cpu: Int, _ text: inout TextBuffer) {
        counts.shortRecords += 1
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
