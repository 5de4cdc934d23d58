/// Memory of a reader that is used again and again: it grows to what is asked for once and stays.
final class PageBuffer {
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// Room for so many bytes. What was there before is gone when it has to grow.
    func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if memory.count < count {
            memory.deallocate()
            memory = .allocate(byteCount: count, alignment: 16)
        }
        return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
    }

    /// The first bytes of it.
    func filled(_ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[..<min(count, memory.count)])
    }

    deinit {
        memory.deallocate()
    }
}
