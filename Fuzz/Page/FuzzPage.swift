import Ftrace

/// Pages as a stranger sends them, against a kernel's real formats: the walk and the text must agree on what is there,
/// and neither may fall over.
///
/// The first byte chooses how the pages lie; the rest is pages.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPage(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    guard count > 1, let decoder = Fixture.decoder else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let layout: PageLayout = start[0] & 1 == 0 ? .packed : .fixed(decoder.geometry.pageBytes)
    let scan = decoder.scan(bytes, layout: layout)
    decoder.hwlat(bytes, layout: layout) { precondition($0.sequence >= 0) }
    let report = TextReport(decoder, sources: [CPUSource(cpu: 0, block: bytes)], layout: layout)
    var text: [UInt8] = []
    while (try? report.next(into: &text)) == true { text.removeAll(keepingCapacity: true) }
    precondition(report.counts.events == scan.events, "the walk and the text count different events")
    precondition(report.counts.badPages == scan.badPageCount, "the walk and the text count different bad pages")
    return 0
}
