import Ftrace
import FuzzSupport

/// The types of a kernel as a stranger sends them: whatever they say, a function's arguments are printed from the record alone, and
/// a type that leads to itself ends.
///
/// Input: a byte that chooses, the longs of one record (`argumentBytes`), the blob.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBTF(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard count > 1 + argumentBytes else { return 0 }
    let blob = Array(bytes[(1 + argumentBytes)...])
    let text = FormatText(longBytes: 8)
    var metadata = CaptureMetadata(tracer: "function")
    metadata.headerPage = Array(SmallKernel.headerPage.utf8)
    metadata.formats =
        text.entry("ftrace/function", id: 1, "unsigned long ip; unsigned long parent_ip; unsigned long args[]")
        + text.entry("test/enum", id: 300, "int n", print: "\"%s\", __print_symbolic(REC->n, { \(enumerator), \"a\" })")
    metadata.options = Array("func-args\n".utf8)
    metadata.release = bytes[0] & 1 == 0 ? "7.2.0" : "6.15.0"
    metadata.kallsyms = kallsyms
    if bytes[0] & 2 == 0 { metadata.btf = blob }
    if bytes[0] & 4 != 0 { metadata.moduleBTF["m"] = blob }
    guard let decoder = try? Decoder(metadata) else { preconditionFailure("the kernel itself is damaged") }
    var records = names.indices.map { index in
        let address = (base + UInt64(index) * 16).littleEndianBytes
        let record = Array(repeating: 0, count: 6) + address + address + bytes[1..<(1 + argumentBytes)]
        return (id: 1, bytes: record[...])
    }
    records.append((300, Array(repeating: 0, count: 10)[...]))
    precondition(print(decoder, SmallKernel.page(records)) == UInt64(records.count), "a record was not met")
    return 0
}

private let argumentBytes = 64
private let base: UInt64 = 0xffff_8000_0800_0000

/// What the seeds have.
private let enumerator = "HI_SOFTIRQ"
private let names = [
    "vfs_read", "vfs_write", "rcu_note_context_switch", "mutex_lock", "mutex_unlock", "_raw_spin_lock", "kmem_cache_free",
    "update_curr", "schedule", "ksys_read", "a", "",
]
private let kallsyms: [UInt8] = names.enumerated().flatMap { index, name in
    Array("\(String(base + UInt64(index) * 16, radix: 16)) T \(name.isEmpty ? "_etext" : name)\n".utf8)
}

private func print(_ decoder: Decoder, _ page: [UInt8]) -> UInt64 {
    let report = TextReport(decoder, sources: [Blocks(page[...], blockBytes: page.count).source(cpu: 0)], layout: .packed)
    var total = 0
    while let piece = try? report.next() { total += piece.count }
    precondition(total <= 1 << 20, "one record became more text than the limits allow")
    return report.counts.events
}

extension UInt64 {
    fileprivate var littleEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * UInt64($0))) } }
}
