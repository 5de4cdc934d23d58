/// Prints records as lines for one report: finds each event's text once and keeps what lines have in common.
final class LinePrinter {
    @exclusivity(unchecked) var counts = ReportCounts()
    /// Records that a tracer printed together with the one before them.
    var takenRecords: UInt64 = 0
    /// Some CPU's buffer had run over before its oldest record: where each further CPU begins is marked.
    var marksStarts = false
    /// The number of the record that is being printed, from 0.
    var index: Int { Int(truncatingIfNeeded: counts.events) }
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

    /// `print` once more, telling the buffer where the kernel's pieces end; the record is not counted again.
    func printPieces(_ record: Record, cpu: Int, _ text: inout TextBuffer) {
        guard record.count >= bytesMin else { return printDamaged(record, cpu: cpu, &text) }
        prefix.print(record, cpu: cpu, &text)
        text.endPiece()
        printOther(record, slot(record.id), &text)
    }

    @inline(__always)
    private func slot(_ id: Int) -> UnsafeMutablePointer<Slot> { slots + min(id, slotsCount) }

    /// The same without what only says where it came from: a message alone.
    func printMessage(_ record: Record, _ text: inout TextBuffer) {
        printOther(record, slot(record.id), &text, message: true)
    }

    /// Whether the record's id has a format.
    func isKnown(_ record: Record) -> Bool { table.text(record.id) != nil }

    /// Before a CPU's first ordinary line; the first two records of a report have no mark (test_cpu_buff_start in
    /// kernel/trace/trace.c).
    func start(_ stream: CPUStream, _ text: inout TextBuffer) {
        guard !stream.isStarted else { return }
        stream.isStarted = true
        if marksStarts && index > 1 { style.started(&text, cpu: stream.cpu) }
    }

    @inline(never)
    private func printOther(_ record: Record, _ slot: UnsafeMutablePointer<Slot>, _ text: inout TextBuffer, message: Bool = false) {
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
            if message { return event.printMessage(record, &text) }
            let head = text.count + event.headBytes
            event.print(record, &text)
            if event.headBytes > 0 { text.endPiece(at: head) }
            text.endPiece()
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
