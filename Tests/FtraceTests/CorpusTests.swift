import Foundation
import Ftrace
import Testing

private let corpus = ProcessInfo.processInfo.environment["FLEETRACE_CORPUS"].map { URL(filePath: $0) }

private func isThere(_ kernel: String) -> Bool {
    corpus.map { FileManager.default.fileExists(atPath: $0.appending(path: kernel).path) } ?? false
}

/// FLEETRACE_RECORDING limits the tests to the recordings with this in their name: whole ones take their time.
private func wanted(_ recordings: [(String, Int)]) -> [(String, Int)] {
    guard let part = ProcessInfo.processInfo.environment["FLEETRACE_RECORDING"] else { return recordings }
    return recordings.filter { $0.0.contains(part) }
}

private func wanted(_ recordings: [String]) -> [String] {
    wanted(recordings.map { ($0, 0) }).map(\.0)
}

/// Whole recordings, when the environment variable FLEETRACE_CORPUS names the folder that holds them.
@Suite(
    "The corpus",
    .enabled(if: corpus != nil, "FLEETRACE_CORPUS names no folder of recordings"),
    .serialized)
struct CorpusTests {
    @Test(
        "Each recording's text is reproduced, but for hashed pointers",
        arguments: wanted([
            ("arm64-6.1.192/hwlat", 0), ("arm64-6.12.95-rt/hwlat", 0), ("x86_64-6.1.192/hwlat", 0),
            ("arm64-6.1.192/sched_irq", 0), ("arm64-6.12.95-rt/sched_irq", 0), ("x86_64-7.2.13/sched_irq", 0),
            ("arm64-6.1.192-64kpage/sched_irq", 14560), ("arm64-6.1.192/clock_boot", 0), ("arm64-6.1.192/clock_mono", 0),
            ("arm64-6.1.192/syscalls", 0), ("arm64-6.1.192/block_events", 0), ("arm64-6.1.192/rwmmio", 0),
            ("arm64-6.1.192/events_stack", 9185), ("x86_64-7.2.13/subbuf16k", 0), ("arm64-6.1.192/function", 0),
            ("arm64-6.1.192/function_stack", 0), ("arm64-6.1.192/kprobe", 0), ("x86_64-7.2.13/syscalls", 0),
            ("arm64-6.1.192/function_graph", 0),
            ("x86_64-7.2.13/function_args", 0),
            ("arm64-6.1.192/blk_tracer", 0), ("x86_64-7.2.13/blk_tracer", 0), ("x86_64-7.2.13/mmiotrace", 0),
            ("arm64-6.1.192/osnoise", 0), ("arm64-6.1.192/timerlat", 0), ("arm64-6.1.192-c/timerlat_instance", 0),
            ("arm64-6.12.95-rt/timerlat", 0), ("arm64-6.1.192-branch/overrun_small", 878),
        ]))
    func recording(_ name: String, _ hashedPointers: Int) throws {
        let corpus = try #require(corpus)
        let recording = try Unpacked(corpus, name).recording()
        let (text, counts) = try recording.report(entries: recording.entries)
        let difference = Difference(kernel: recording.kernelText, ours: text)
        #expect(difference.others == [])
        #expect(difference.hashedPointers == hashedPointers)
        #expect(counts.badPages == 0 && counts.shortRecords == 0 && counts.unknownRecords == 0 && counts.listedRecords == 0)
        #expect(counts.events == recording.entries.inBuffer)
        // The lines of the header too, where no pointer of a record stands in the way.
        if hashedPointers == 0 { #expect(text == recording.kernelText) }
    }

    @Test("The latency format of a whole buffer is reproduced, given when it was reset")
    func latencyFormat() throws {
        let corpus = try #require(corpus)
        var recording = try Unpacked(corpus, "x86_64-7.2.13/sched_irq").recording()
        recording.turnOn("latency-format")
        let kernelText = corpus.appending(path: "x86_64-7.2.13/sched_irq/trace.latency-format.txt")
        recording.kernelText = Array(try Data(contentsOf: kernelText))
        let start: UInt64 = try #require(try recording.startNs())
        recording.metadata.startNs = start
        #expect(Difference(kernel: recording.kernelText, ours: try recording.report().text).others == [])
    }

    @Test(
        "Every option of the tracers and of the lines is reproduced, byte for byte",
        .enabled(if: isThere("arm64-6.1.192-all"), "no recordings of Tests/vm/record are in the folder"),
        arguments: wanted([
            "graph_abstime", "graph_abstime_mono", "graph_all", "graph_bare", "graph_counter", "graph_depth", "graph_events",
            "graph_events_latency", "graph_events_proc", "graph_everything", "graph_filter", "graph_irqs", "graph_latency",
            "graph_latency_proc", "graph_nocontext", "graph_nocpu", "graph_noduration", "graph_noirqinfo", "graph_noirqs",
            "graph_nooverhead", "graph_nooverrun", "graph_offset", "graph_overrun", "graph_plain", "graph_proc",
            "graph_proc_nocpu", "graph_raw", "graph_sleeptime", "graph_stack", "graph_tail", "graph_thresh", "graph_verbose",
            "func_hex", "func_raw", "func_latency", "func_verbose", "func_addr", "func_offset", "func_noparent",
            "markers_latency", "markers_raw_raw", "opt_annotate", "opt_bin", "opt_hex", "opt_latency", "opt_latency_tgid",
            "opt_latency_verbose", "opt_noannotate", "opt_nocmd", "opt_nocontext", "opt_noirqinfo", "opt_noirqinfo_tgid",
            "opt_nooverwrite", "opt_printk_msgonly", "opt_raw", "opt_tgid", "opt_verbose",
        ]))
    func options(_ name: String) throws {
        let corpus = try #require(corpus)
        var recording = try Unpacked(corpus, "arm64-6.1.192-all/\(name)").recording()
        recording.metadata.startNs = try recording.startNs()
        let (text, counts) = try recording.report(entries: recording.entries)
        #expect(Difference(kernel: recording.kernelText, ours: text).others == [])
        #expect(counts.events == recording.entries.inBuffer)
        #expect(counts.shortRecords == 0 && counts.unknownRecords == 0)
    }

    @Test(
        "All print formats of a kernel compile but those that need what only the kernel has",
        arguments: [
            ("arm64-6.1.192/hwlat", 0), ("arm64-6.12.95-rt/hwlat", 0), ("x86_64-6.1.192/hwlat", 0),
            ("x86_64-7.2.13/sched_irq", 10),
        ])
    func formats(_ name: String, _ uncompiledMax: Int) throws {
        let corpus = try #require(corpus)
        let decoder = try Unpacked(corpus, name).recording().decoder()
        #expect(decoder.notes.damagedFormats.isEmpty)
        #expect(decoder.formats.count > 1000)
        #expect(decoder.notes.uncompiledFormats.count <= uncompiledMax)
    }
}

/// A recording whose format files and symbols lie in archives.
private struct Unpacked {
    let folder: URL
    let scratch: URL

    init(_ corpus: URL, _ name: String) throws {
        folder = corpus.appending(path: name)
        scratch = FileManager.default.temporaryDirectory.appending(
            path: "ftrace-corpus-\(ProcessInfo.processInfo.processIdentifier)")
        try? FileManager.default.removeItem(at: scratch)
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let common = Self.common(folder.deletingLastPathComponent())
        let own = folder.appending(path: "kallsyms.gz").path
        // A kernel of its own that shares nothing but formats keeps its symbols in trace.dat, as text.
        let file = common.deletingLastPathComponent() == folder.deletingLastPathComponent() ? "" : folder.path + "/trace.dat"
        let kallsyms = FileManager.default.fileExists(atPath: own) ? own : common.appending(path: "kallsyms.gz").path
        let extra = folder.appending(path: "events-extra.tar.gz").path
        // The blob as a board makes it: "system/event BYTES", then the file, sorted by name.
        try Self.run(
            """
            cd '\(scratch.path)' && mkdir events
            tar -xzf '\(common.path)/events.tar.gz' -C events
            if [ -e '\(extra)' ]; then tar -xzf '\(extra)' -C events --transform 's,^events/,,'; fi
            if [ -n '\(file)' ]; then
                grep -aoE '[0-9a-f]{16} [A-Za-z] [^ ]+.*' '\(file)' >kallsyms
            else
                gzip -dc '\(kallsyms)' >kallsyms
            fi
            for types in '\(common.path)'/btf-*.gz; do
                if [ -e "$types" ]; then gzip -dc "$types" >"$(basename "$types" .gz)"; fi
            done
            cd events
            find . -name format | sed 's,^\\./,,' | sort | while read -r format; do
                event=${format%/format}
                printf '%s %s\\n' "$(printf %s "$event" | awk -F/ '{ print $(NF-1) "/" $NF }')" "$(wc -c <"$format")"
                cat "$format"
            done >../formats
            """)
    }

    func recording() throws -> Recording {
        defer { try? FileManager.default.removeItem(at: scratch) }
        return try Recording(
            folder: folder, formats: scratch.appending(path: "formats"), kallsyms: scratch.appending(path: "kallsyms"),
            btf: scratch)
    }

    /// What the recordings of one kernel share. "arm64-6.1.192-c" is another boot of "arm64-6.1.192".
    private static func common(_ kernel: URL) -> URL {
        let own = kernel.appending(path: "common")
        guard !FileManager.default.fileExists(atPath: own.path) else { return own }
        let name = kernel.lastPathComponent.split(separator: "-").dropLast().joined(separator: "-")
        return kernel.deletingLastPathComponent().appending(path: name).appending(path: "common")
    }

    private static func run(_ script: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-ec", script]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
