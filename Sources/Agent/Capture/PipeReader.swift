import CAgent

/// One CPU's `trace_pipe_raw`, read a sub-buffer at a time without waiting.
final class PipeReader {
    let cpu: Int
    private let pipe: Descriptor
    /// Chunks made so far, which is also the next chunk's sequence.
    var chunks: UInt64 = 0
    /// Committed bytes taken so far.
    var rawBytes: UInt64 = 0

    init(_ instance: Instance, cpu: Int) throws(SystemError) {
        self.cpu = cpu
        pipe = try Descriptor.open(instance.path("per_cpu/cpu\(cpu)/trace_pipe_raw"), FA_READ, FA_NONBLOCK)
    }

    /// The next sub-buffer; nil when this CPU's buffer is empty. A sub-buffer that is still being
    /// written comes with what it holds so far; the rest comes with the next read.
    func read(into page: inout [UInt8]) throws(SystemError) -> Int? {
        let count = try pipe.read(into: &page)
        return count == 0 ? nil : count
    }

    var path: String { pipe.path }
}
