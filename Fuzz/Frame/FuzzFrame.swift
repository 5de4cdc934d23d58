import Wire

/// Any bytes a stranger sends: the stream cuts them into frames, the frames decode or are refused by name.
/// What decodes must survive a round trip, or the two sides would disagree about what was said.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFrame(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    if let frame = try? Frame(decoding: Array(bytes)) {
        precondition((try? Frame(decoding: frame.encoded())) == frame, "a frame changed in a round trip")
    }
    var stream = FrameStream(limit: Limits.frameToBoardBytesMax)
    stream.append(bytes)
    while let body = try? stream.next() {
        _ = try? Frame(decoding: body)
    }
    return 0
}
