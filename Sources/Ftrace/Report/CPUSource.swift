/// The pages of one CPU, block by block: decompressed chunks, or pieces of a file, each of whole pages.
public struct CPUSource {
    public let cpu: Int
    /// The next block in order; nil at the end. Its bytes are valid until the next call.
    let next: () throws -> UnsafeRawBufferPointer?

    /// - Parameter blocks: gives the next block in memory that the caller keeps until the next call.
    public init(cpu: Int, blocks: @escaping () throws -> UnsafeRawBufferPointer?) {
        self.cpu = cpu
        next = blocks
    }

    /// The next block of whole pages, valid until the next call; nil at the end.
    /// - Throws: what the source throws.
    public func nextBlock() throws -> UnsafeRawBufferPointer? { try next() }

    /// - Parameter next: gives the next block as an array, which is kept as long as it is read.
    public init(cpu: Int, next: @escaping () throws -> [UInt8]?) {
        let held = HeldBlock()
        self.init(cpu: cpu, blocks: { try next().map(held.hold) })
    }

    /// - Parameter block: all of the CPU's pages.
    public init(cpu: Int, block: [UInt8]) {
        var rest: [UInt8]? = block
        self.init(cpu: cpu) {
            defer { rest = nil }
            return rest
        }
    }
}

/// Memory of its own for a block that came as an array.
private final class HeldBlock {
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 8)

    func hold(_ block: [UInt8]) -> UnsafeRawBufferPointer {
        if memory.count < block.count {
            memory.deallocate()
            memory = .allocate(byteCount: block.count, alignment: 8)
        }
        memory.copyBytes(from: block)
        return UnsafeRawBufferPointer(rebasing: memory[..<block.count])
    }

    deinit {
        memory.deallocate()
    }
}
