import Ftrace
import Glibc
import TraceFile

/// A trace.dat as a stranger sends it: it is refused by name, or all of its buffers are counted, printed in every form, written
/// anew and read back.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTraceDat(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let captures = try? CaptureFile.open(MemorySource(bytes), name: "input") else { return 0 }
    var events: UInt64 = 0
    for capture in captures.prefix(4) {
        let stats = try? FileStats(capture)
        events += stats?.events ?? 0
        // One form each time: a run takes as long as the reports it makes.
        let forms: [ReportForm] = [.text, .text, .json, .csv]
        guard count % 6 < forms.count else { continue }
        var report = FileReport()
        report.form = forms[count % 6]
        report.latencyFormat = count % 6 == 1
        try? report.run(capture, write: { precondition($0.count <= 64 << 20, "a piece of \($0.count) bytes") }, note: { _ in })
    }
    if count % 6 >= 4 { convert(captures, count % 6 == 4 ? .none : .zstd, events) }
    return 0
}

/// Written and read back, nothing may be there that was not.
private func convert(_ captures: [Capture], _ codec: Codec, _ events: UInt64) {
    guard captures.count <= 4, captures.allSatisfy({ $0.cpus.count <= 64 && $0.pageBytes <= 65536 }) else { return }
    guard (try? TraceDatWriter.write(captures, to: scratch, codec: codec, replace: true)) != nil else { return }
    defer { unlink(scratch) }
    do {
        let copied = try CaptureFile.open(scratch).reduce(0) { $0 + ((try? FileStats($1))?.events ?? 0) }
        precondition(copied <= events, "\(copied) events were read back of \(events)")
    } catch {
        preconditionFailure("what was written cannot be read: \(error)")
    }
}

/// In memory where the system has a place for that: each file is synced to its disk.
private let scratch = "\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/fleetrace-fuzz-\(getpid()).dat"
