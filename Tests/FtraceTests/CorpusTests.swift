import Foundation
import Ftrace
import Testing

private let corpus = ProcessInfo.processInfo.environment["FLEETRACE_CORPUS"].map { URL(filePath: $0) }

/// FLEETRACE_RECORDING limits the tests to the recordings with this in their name: whole ones take their time.
private func wanted(_ recordings: [(String, Int)]) -> [(String, Int)] {
    guard let part = ProcessInfo.processInfo.environment["FLEETRACE_RECORDING"] else { return recordings }
    return recordings.filter { $0.0.contains(part) }
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
