import Ftrace

/// The options of a trace.dat: what they say, and all of them as they stood.
struct TraceDatOptions {
    /// Ids of options; those from 15 on are ids of sections too (trace-cmd.dat.v7(5)).
    enum ID {
        static let done: UInt16 = 0
        static let date: UInt16 = 1
        static let cpuStat: UInt16 = 2
        static let buffer: UInt16 = 3
        static let traceClock: UInt16 = 4
        static let uname: UInt16 = 5
        static let offset: UInt16 = 7
        static let cpuCount: UInt16 = 8
        static let timeShift: UInt16 = 12
        static let tscToNs: UInt16 = 14
        static let strings: UInt16 = 15
        static let headerInfo: UInt16 = 16
        static let ftraceEvents: UInt16 = 17
        static let eventFormats: UInt16 = 18
        static let kallsyms: UInt16 = 19
        static let printk: UInt16 = 20
        static let cmdlines: UInt16 = 21
        static let bufferText: UInt16 = 22
    }

    private(set) var all: [TraceDatExtras.Option] = []
    private var bytes = 0

    mutating func add(_ id: UInt16, _ data: [UInt8], at offset: UInt64) throws(TraceFileError) {
        guard all.count < Limits.optionsMax, bytes + data.count <= Limits.optionBytesMax else {
            throw .damaged(
                what: "there are more options than \(Limits.optionsMax) or \(Limits.optionBytesMax) bytes of them", offset: offset,
                advice: "the file is damaged; copy it again")
        }
        bytes += data.count
        all.append(TraceDatExtras.Option(id: id, bytes: data))
    }

    func first(_ id: UInt16) -> [UInt8]? {
        all.first { $0.id == id }?.bytes
    }

    private func text(_ id: UInt16) -> String? {
        first(id).map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// `uname -r`, from "Linux host release machine".
    var release: String {
        let words = text(ID.uname)?.split(separator: " ") ?? []
        return words.count > 2 ? String(words[2]) : ""
    }

    /// The clock in brackets in the text of `trace_clock`.
    var clock: String {
        first(ID.traceClock).map { ClockText.current($0) } ?? ""
    }

    func cpuCount(bigEndian: Bool) -> Int? {
        guard let bytes = first(ID.cpuCount), bytes.count >= 4, bytes.count <= 8 else { return nil }
        let word = bytes.prefix(4)
        let count = (bigEndian ? Array(word) : word.reversed()).reduce(0) { $0 << 8 | Int($1) }
        return count > 0 && count <= Limits.cpusMax ? count : nil
    }

    /// Some writers keep `saved_tgids` under the id of the CPU count, told by its length (gpuvis does).
    var savedTgids: [UInt8] {
        guard let option = all.first(where: { $0.id == ID.cpuCount && $0.bytes.count > 8 }) else { return [] }
        return Array(option.bytes.prefix { $0 != 0 })
    }

    /// The sums of entries and overruns in the CPUs' stats of each buffer, and of how many CPUs they are.
    /// Those of an instance come behind an option "Buffer: NAME" (trace-record.c, add_buffer_stat).
    func entries() -> [String: (counts: EntryCounts, cpus: Int)] {
        var found: [String: (counts: EntryCounts, cpus: Int)] = [:]
        var current = ""
        for option in all where option.id == ID.cpuStat {
            let text = String(decoding: option.bytes.prefix { $0 != 0 }, as: UTF8.self)
            if let mark = text.split(separator: "\n").first, mark.hasPrefix("Buffer: ") {
                current = String(mark.dropFirst(8))
            } else if let stats = StatsText(text) {
                var sum = found[current] ?? (EntryCounts(inBuffer: 0, written: 0), 0)
                sum.counts.inBuffer &+= stats.entries
                sum.counts.written &+= stats.entries &+ stats.overrun
                sum.cpus += 1
                found[current] = sum
            }
        }
        return found
    }

    /// What the file asks a reader to do to times. The kernel's own text does not, so neither is it done here.
    var timeNotes: [String] {
        var notes: [String] = []
        if let date = text(ID.date) {
            notes.append("the file says how to turn times into dates (\(date)): times stay as the kernel had them")
        }
        if let offset = text(ID.offset) {
            notes.append("the file asks to add \(offset) ns to each time: times stay as the kernel had them")
        }
        if first(ID.timeShift) != nil {
            notes.append("the file holds corrections of a guest's clock to its host's: times stay as the guest's kernel had them")
        }
        if first(ID.tscToNs) != nil {
            notes.append("the file says how to turn the x86-tsc clock into nanoseconds: times stay counts, as the kernel had them")
        }
        return notes
    }
}

/// `trace_clock`: all clocks in a line, the one in force in brackets.
enum ClockText {
    static func current(_ text: [UInt8]) -> String {
        guard let open = text.firstIndex(of: UInt8(ascii: "[")) else {
            // A name alone, as a buffer's option has it.
            let name = text.prefix { $0 > 0x20 }
            return String(decoding: name, as: UTF8.self)
        }
        return String(decoding: text[(open + 1)...].prefix { $0 != UInt8(ascii: "]") && $0 > 0x20 }, as: UTF8.self)
    }
}

/// `per_cpu/cpuN/stats`.
struct StatsText {
    var entries: UInt64
    var overrun: UInt64 = 0

    init?(_ text: String) {
        var entries: UInt64?
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon] {
            case "entries": entries = UInt64(value)
            case "overrun": overrun = UInt64(value) ?? 0
            default: break
            }
        }
        guard let entries else { return nil }
        self.entries = entries
    }
}
