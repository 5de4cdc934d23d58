import Ftrace
import FuzzSupport

/// A print format as a stranger writes it, over fields of every kind and a record of arbitrary bytes: whatever it computes, nothing
/// outside the record is read, and one record gives one piece of text of bounded size.
///
/// Input: what follows "print fmt: ", a zero byte, the record.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPrintFormat(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let split = bytes.firstIndex(of: 0) ?? bytes.count
    let file = Array("name: event\nID: 300\nformat:\n\(fields)\nprint fmt: ".utf8) + bytes[..<split] + [UInt8(ascii: "\n")]
    var metadata = CaptureMetadata(tracer: "nop")
    metadata.headerPage = Array(SmallKernel.headerPage.utf8)
    metadata.kallsyms = Array("ffff800008000000 T _text\nffff800008000100 t f\nffff800008000200 t g\t[m]\n".utf8)
    metadata.formats = Array("test/event \(file.count)\n".utf8) + file
    guard let decoder = try? Decoder(metadata) else { return 0 }
    precondition(decoder.formats.count == 1, "the fields were not read")
    let block = SmallKernel.page(id: 300, record: bytes[min(split + 1, count)...].prefix(4000))
    let report = TextReport(decoder, sources: [CPUSource(cpu: 0, block: block)], layout: .packed)
    var text: [UInt8] = []
    var total = 0
    while (try? report.next(into: &text)) == true {
        total += text.count
        text.removeAll(keepingCapacity: true)
    }
    precondition(report.counts.events == 1, "the record was not met")
    precondition(total <= 1 << 20, "one record became more text than the limits allow")
    return 0
}

private let fields = """
    \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
    \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
    \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
    \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

    \tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;
    \tfield:__data_loc char[] name;\toffset:24;\tsize:4;\tsigned:0;
    \tfield:__rel_loc u16[] words;\toffset:28;\tsize:4;\tsigned:0;
    \tfield:__data_loc unsigned long[] mask;\toffset:32;\tsize:4;\tsigned:0;
    \tfield:int n;\toffset:36;\tsize:4;\tsigned:1;
    \tfield:u8 address[16];\toffset:40;\tsize:16;\tsigned:0;
    \tfield:u64 big;\toffset:56;\tsize:8;\tsigned:0;
    \tfield:const char * pointer;\toffset:64;\tsize:8;\tsigned:0;
    \tfield:s8 small;\toffset:72;\tsize:1;\tsigned:1;
    \tfield:u16 half;\toffset:74;\tsize:2;\tsigned:0;
    \tfield:u8 rest[];\toffset:76;\tsize:0;\tsigned:0;

    """
