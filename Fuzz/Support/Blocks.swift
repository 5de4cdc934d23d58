import Ftrace

/// Blocks in memory of their own that is gone when the next one is asked for: the address sanitizer sees who still reads there.
public final class Blocks {
    private let blocks: [ArraySlice<UInt8>]
    private var next = 0
    private var memory: UnsafeMutableRawBufferPointer?

    /// - Parameter blockBytes: how long each block is but the last.
    public init(_ bytes: ArraySlice<UInt8>, blockBytes: Int) {
        blocks = stride(from: bytes.startIndex, to: bytes.endIndex, by: max(1, blockBytes)).map {
            bytes[$0..<min($0 + max(1, blockBytes), bytes.endIndex)]
        }
    }

    public func source(cpu: Int) -> CPUSource {
        CPUSource(cpu: cpu, blocks: { self.take() })
    }

    private func take() -> UnsafeRawBufferPointer? {
        memory?.deallocate()
        memory = nil
        guard next < blocks.count else { return nil }
        let held = UnsafeMutableRawBufferPointer.allocate(byteCount: blocks[next].count, alignment: 1)
        held.copyBytes(from: blocks[next])
        next += 1
        memory = held
        return UnsafeRawBufferPointer(held)
    }

    deinit {
        memory?.deallocate()
    }
}
