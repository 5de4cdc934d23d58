import Ftrace

/// The texts of the kernel's in a folder.
extension TraceFolder {
    /// A folder of text alone: latency tracers, histograms, profiles.
    func textCapture(tracer: String?) throws(TraceFileError) -> Capture {
        let texts = try texts(files.names.filter(Self.isText))
        guard !texts.isEmpty else {
            throw .notARecording(
                path: path, reason: "no cpuN.raw (a CPU's trace_pipe_raw), trace.dat or trace.txt is in this folder")
        }
        var capture = Capture(metadata: CaptureMetadata(tracer: tracer ?? "nop"), layout: .fixed(4096))
        capture.texts = texts
        capture.tracerIsKnown = tracer != nil
        capture.settle()
        capture.metadata.release = try release() ?? ""
        return capture
    }

    /// Whether a file is one that the kernel prints text of its own into: `trace`, hist, trace_stat, the profiles.
    private static func isText(_ name: String) -> Bool {
        var stem = name[...]
        for ending in [".gz", ".txt"] where stem.hasSuffix(ending) { stem = stem.dropLast(ending.count) }
        if ["trace", "snapshot", "stack_trace", "profile", "kprobe_profile", "uprobe_profile"].contains(stem) { return true }
        if stem.hasPrefix("function"), stem.dropFirst(8).allSatisfy(\.isNumber) { return true }
        return ["hist", "trigger"].contains { stem == $0 || stem.hasSuffix("." + $0) }
    }

    func texts(_ names: [String]) throws(TraceFileError) -> [CaptureText] {
        var texts: [CaptureText] = []
        for name in names.prefix(Limits.textsMax) {
            let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
            if texts.contains(where: { $0.name == plain }) { continue }
            guard let bytes = try files.read(plain, shared: false, limit: Limits.textBytesMax), !bytes.isEmpty else { continue }
            texts.append(CaptureText(name: plain, bytes: bytes))
        }
        return texts
    }
}
