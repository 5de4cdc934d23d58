import Ftrace

/// A text as a stranger sends it, read as each kind of text: whatever it says, every value comes from a line of its own, and every
/// line that gives none is counted.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKernelText(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let text = Array(UnsafeBufferPointer(start: start, count: count))
    let lines = text.count { $0 == UInt8(ascii: "\n") } + 1
    guard let trace = try? LatencyTrace(text), let hist = try? HistText(text), let profile = try? FunctionProfile(text),
        let stack = try? MaxStack(text), let probes = try? ProbeProfile(text)
    else { preconditionFailure("a text within the limits was refused") }
    precondition(trace.text == text, "the text was changed")
    precondition(trace.unknownLines <= trace.faults.count, "an unknown line is no fault")
    let frames = trace.entries.reduce(0) { $0 + $1.stack.count }
    precondition(trace.entries.count + trace.losses.count + frames + trace.unknownLines <= lines, "more entries than lines")
    precondition(trace.entries.allSatisfy { $0.line >= 1 && $0.line <= lines }, "an entry from no line")
    for histogram in hist.histograms {
        precondition(
            histogram.entries.allSatisfy { $0.keys.count <= histogram.trigger.keys.count }, "more keys than the trigger has")
    }
    precondition(profile.functions.count + profile.faults.count <= lines, "more functions than lines")
    precondition(stack.frames.count + stack.faults.count <= lines, "more frames than lines")
    precondition(probes.probes.count + probes.faults.count <= lines, "more probes than lines")
    let merged = FunctionProfile.merged([profile, profile])
    precondition(merged.count <= profile.functions.count, "more functions after the merge than before")
    return 0
}
