import Ftrace
import FuzzSupport

/// Records of every kind, by every tracer, with every option: the scan, the text, the values and the columns must agree on what is
/// there, and filters may only leave out.
///
/// Input: seven bytes that choose (`Kernel`), then the pages, shared among the CPUs.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecords(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard count > Kernel.choiceBytes else { return 0 }
    let choice = bytes[..<Kernel.choiceBytes]
    guard let decoder = Decoders.decoder(choice) else { preconditionFailure("the kernel itself is damaged") }
    let run = Run(Kernel(choice), decoder, bytes[Kernel.choiceBytes...])
    let scan = run.scan()
    run.check(.text, scan)
    // One of the others each time: a run takes as long as the reports it makes.
    switch bytes[6] >> 2 & 3 {
    case 0: run.check(.json, scan)
    case 1: run.check(.csv, scan)
    case 2: run.filtered(bytes[0], scan)
    default: run.columns(scan)
    }
    return 0
}

/// Decoders that were made once: libFuzzer runs on one thread.
private enum Decoders {
    nonisolated(unsafe) private static var known: [ArraySlice<UInt8>: Decoder] = [:]

    static func decoder(_ choice: ArraySlice<UInt8>) -> Decoder? {
        if let decoder = known[choice] { return decoder }
        if known.count > 256 { known = [:] }
        let decoder = try? Decoder(Kernel(choice).metadata)
        known[choice] = decoder
        return decoder
    }
}

private struct Run {
    let kernel: Kernel
    let decoder: Decoder
    /// By CPU.
    let pages: [ArraySlice<UInt8>]

    init(_ kernel: Kernel, _ decoder: Decoder, _ bytes: ArraySlice<UInt8>) {
        self.kernel = kernel
        self.decoder = decoder
        let share = (bytes.count + kernel.cpus - 1) / kernel.cpus
        pages = (0..<kernel.cpus).map { bytes.dropFirst($0 * share).prefix(share) }
    }

    private func sources() -> [CPUSource] {
        pages.enumerated().map { cpu, bytes in Blocks(bytes, blockBytes: kernel.blockBytes).source(cpu: cpu) }
    }

    func scan() -> Scan {
        var all = Scan()
        for source in sources() {
            guard let scan = try? decoder.scan(source, layout: kernel.layout) else { preconditionFailure("a block was refused") }
            all.add(scan, at: 0)
        }
        return all
    }

    func check(_ form: ReportForm, _ scan: Scan) {
        let (lines, counts) = report(form, RecordFilter())
        precondition(counts.events == scan.events, "\(form): \(counts.events) events, the scan counts \(scan.events)")
        precondition(counts.badPages == scan.badPageCount && counts.pages == scan.pages, "\(form): pages differ from the scan's")
        precondition(
            counts.lostEvents == scan.lostEvents && counts.lossesOfUnknownCount == scan.lossesOfUnknownCount, "losses differ")
        // Strings are quoted in JSON, so there a record is a line.
        if form == .json { precondition(lines >= counts.events, "an event has no line") }
    }

    func filtered(_ choice: UInt8, _ scan: Scan) {
        var filter = RecordFilter()
        if choice & 16 != 0 { filter.pids = [42, 0] }
        if choice & 32 != 0 { filter.comms = ["*name*", "<idle>"] }
        if choice & 64 != 0 { filter.events = ["*graph*", "test:*", "print"] }
        if choice & 128 != 0 { (filter.fromNs, filter.toNs) = (scan.firstNs, scan.firstNs.map { $0 &+ 1_000_000 }) }
        if choice & 8 != 0 { filter.cpus = [0] }
        for form in [ReportForm.text, .csv] {
            precondition(report(form, filter).counts.events <= scan.events, "a filter added events")
        }
    }

    private func report(_ form: ReportForm, _ filter: RecordFilter) -> (lines: UInt64, counts: ReportCounts) {
        guard let report = try? TextReport(decoder, sources: sources(), layout: kernel.layout, form: form, filter: filter) else {
            preconditionFailure("the filter was refused")
        }
        var lines: UInt64 = 0
        var total = 0
        while let piece = try? report.next() {
            total += piece.count
            for byte in piece where byte == 0x0a { lines += 1 }
        }
        precondition(total < 256 << 20, "a small input became \(total) bytes")
        return (lines, report.counts)
    }

    func columns(_ scan: Scan) {
        let wanted = ["test/plan": ["n", "c", "l"], "ftrace/osnoise": ["runtime", "common_pid"], "ftrace/function": ["ip"]]
        var selections: [ColumnReader.Selection] = []
        for format in decoder.formats {
            guard let fields = wanted["\(format.system)/\(format.name)"] else { continue }
            selections.append(ColumnReader.Selection(event: format.id, fields: fields))
        }
        guard let reader = try? ColumnReader(decoder, width: 3, selections) else { preconditionFailure("a field is missing") }
        var columns = Columns(width: 3)
        var short = 0
        for (cpu, bytes) in pages.enumerated() {
            for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: kernel.blockBytes) {
                let block = Array(bytes[start..<min(start + kernel.blockBytes, bytes.endIndex)])
                let read = block.withUnsafeBytes {
                    (try? reader.read($0, layout: kernel.layout, cpu: cpu, into: &columns))?.shortRecords
                }
                guard let read else { preconditionFailure("a block was refused") }
                short += read
            }
        }
        let expected = selections.reduce(0) { $0 + Int(scan.countsByID[$1.event] ?? 0) }
        precondition(columns.count + short == expected, "\(columns.count) rows, \(short) short, of \(expected) records")
    }
}
