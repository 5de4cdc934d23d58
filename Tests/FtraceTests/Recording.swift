import Foundation
import Ftrace

/// A recording on disk: the raw pages of each CPU, the files of tracefs beside them, and the kernel's own text.
struct Recording {
    var metadata: CaptureMetadata
    /// By CPU number, in order.
    var pages: [(cpu: Int, bytes: [UInt8])]
    /// `trace.txt`.
    var kernelText: [UInt8]
    /// Entries in the buffer and written, from the stats files.
    var entries: EntryCounts

    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    init(fixture name: String) throws {
        let folder = Self.fixtures.appending(path: name)
        try self.init(folder: folder, formats: folder.appending(path: "formats"), kallsyms: folder.appending(path: "kallsyms"))
    }

    /// - Parameter btf: the folder with btf-vmlinux and btf-MODULE, where there is one.
    init(folder: URL, formats: URL, kallsyms: URL, btf: URL? = nil) throws {
        func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }
        func text(_ name: String) throws -> String {
            String(decoding: try read(name), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        var metadata = CaptureMetadata(tracer: try text("current_tracer"))
        metadata.headerPage = try read("header_page")
        metadata.formats = Array(try Data(contentsOf: formats))
        metadata.kallsyms = (try? Array(Data(contentsOf: kallsyms))) ?? []
        metadata.printkFormats = (try? read("printk_formats")) ?? []
        metadata.dynamicEvents = (try? read("dynamic_events")) ?? []
        metadata.savedCmdlines = try read("saved_cmdlines")
        metadata.savedTgids = (try? read("saved_tgids")) ?? []
        metadata.options = try read("trace_options")
        metadata.clock =
            try text("trace_clock").split(separator: " ").first { $0.hasPrefix("[") }.map { String($0.dropFirst().dropLast()) }
            ?? ""
        pages = []
        entries = EntryCounts(inBuffer: 0, written: 0)
        for cpu in 0..<64 where FileManager.default.fileExists(atPath: folder.appending(path: "cpu\(cpu).raw").path) {
            pages.append((cpu, try read("cpu\(cpu).raw")))
            for line in try text("cpu\(cpu).stats").split(separator: "\n") {
                let words = line.split(separator: ": ")
                guard words.count == 2, let count = UInt64(words[1]) else { continue }
                if words[0] == "entries" { entries.inBuffer += count }
                if words[0] == "entries" || words[0] == "overrun" { entries.written += count }
            }
        }
        let types = btf ?? folder
        for file in (try? FileManager.default.contentsOfDirectory(atPath: types.path)) ?? [] where file.hasPrefix("btf-") {
            let bytes = Array(try Data(contentsOf: types.appending(path: file)))
            if file == "btf-vmlinux" { metadata.btf = bytes } else { metadata.moduleBTF[String(file.dropFirst(4))] = bytes }
        }
        kernelText = try read("trace.txt")
        // Some recordings were made with CPUs offline, which no other file of theirs says.
        metadata.cpus =
            String(decoding: kernelText.prefix(200), as: UTF8.self).firstMatch(of: /#P:(\d+)/).flatMap { Int($0.1) } ?? pages.count
        self.metadata = metadata
    }

    func decoder() throws -> Decoder { try Decoder(metadata) }

    /// The whole text, and what the report counted.
    func report(layout: PageLayout? = nil, entries: EntryCounts? = nil) throws -> (text: [UInt8], counts: ReportCounts) {
        let decoder = try decoder()
        let sources = pages.map { cpu, bytes in CPUSource(cpu: cpu, block: bytes) }
        let report = TextReport(decoder, sources: sources, layout: layout ?? .fixed(decoder.geometry.pageBytes), entries: entries)
        var text: [UInt8] = []
        while try report.next(into: &text) {}
        return (text, report.counts)
    }

    /// Turns an option on or off that `trace_options` names.
    mutating func turnOn(_ option: String) { change("no\(option)", to: option) }
    mutating func turnOff(_ option: String) { change(option, to: "no\(option)") }

    private mutating func change(_ old: String, to new: String) {
        var lines = String(decoding: metadata.options, as: UTF8.self).split(separator: "\n").map(String.init)
        if let index = lines.firstIndex(of: old) {
            lines[index] = new
        } else {
            // A kernel that does not have it.
            lines.append(new)
        }
        metadata.options = Array(lines.joined(separator: "\n").utf8)
    }

    /// When the buffer was reset, as far as the kernel's text in the latency format tells: every line names the whole
    /// microseconds since then. Nil for other texts.
    func startNs() throws -> UInt64? {
        guard String(decoding: metadata.options, as: UTF8.self).split(separator: "\n").contains("latency-format") else {
            return nil
        }
        var plain = self
        plain.metadata.tracer = "nop"
        plain.metadata.options = Array("raw\n".utf8)
        // "pid cpu time …", in the records' own nanoseconds.
        let times = Self.numbers(try plain.report().text, #/^-?\d+ \d+ (\d+) /#)
        var shown = Self.numbers(kernelText, #/^[^#].* (\d+)us.: /#)
        if shown.isEmpty { shown = Self.numbers(kernelText, #/^[^#].*\] (\d+\.\d+)ms \(/#) }
        guard times.count >= shown.count, !shown.isEmpty else { return nil }
        var range: (earliest: Int64, latest: Int64) = (.min, .max)
        for (time, us) in zip(times, shown) {
            range.latest = min(range.latest, time + 500 - 1000 * us)
            range.earliest = max(range.earliest, time + 501 - 1000 * (us + 1))
        }
        return range.earliest <= range.latest ? UInt64(range.earliest) : nil
    }

    private static func numbers(_ text: [UInt8], _ pattern: Regex<(Substring, Substring)>) -> [Int64] {
        String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
            line.firstMatch(of: pattern).flatMap { Int64($0.1.filter { $0 != "." }) }
        }
    }

    /// The pages of one CPU as a chunk carries them: each cut to its commit length.
    func packed(_ bytes: [UInt8], _ geometry: Geometry) -> [UInt8] {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: geometry.pageBytes) {
            let page = bytes[start..<(start + geometry.pageBytes)]
            let commit = (0..<4).reduce(0) { $0 | Int(page[start + geometry.commitOffset + $1]) << (8 * $1) }
            let stored = commit & (1 << 30) != 0 ? geometry.longBytes : 0
            result += page.prefix(geometry.dataOffset + commit & 0x7ff_ffff + stored)
        }
        return result
    }
}

/// The kernel's text and ours, line by line.
struct Difference {
    var lines = 0
    /// Lines that differ only where the kernel printed the hash of a pointer, which nobody else can compute.
    var hashedPointers = 0
    /// The first of the lines that differ otherwise.
    var others: [String] = []

    init(kernel: [UInt8], ours: [UInt8]) {
        let wanted = Self.records(kernel)
        let found = Self.records(ours)
        lines = wanted.count
        if wanted.count != found.count { others.append("the kernel has \(wanted.count) lines, we have \(found.count)") }
        for (want, got) in zip(wanted, found) where !want.elementsEqual(got) {
            let (want, got) = (String(decoding: want, as: UTF8.self), String(decoding: got, as: UTF8.self))
            if Self.withoutPointers(want) == Self.withoutPointers(got) {
                hashedPointers += 1
            } else if others.count < 10 {
                others.append("kernel: \(want)\n  ours: \(got)")
            }
        }
    }

    private static func records(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.split(separator: 0x0a, omittingEmptySubsequences: false).filter { $0.first != UInt8(ascii: "#") }
    }

    private static func withoutPointers(_ line: String) -> String {
        line.replacing(/([= ])(\(____ptrval____\)|[0-9a-f]{16})(?=[ :]|$)/) { "\($0.1)POINTER" }
    }
}
