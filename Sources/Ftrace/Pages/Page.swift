/// One page (sub-buffer) in a block of bytes, its header read and checked.
struct Page {
    /// The first event and the end of the committed data, from the block's start.
    let start: Int
    let end: Int
    /// Where the next page of the block begins.
    let next: Int
    /// The page's time stamp: the first event's delta counts from it.
    let timeNs: UInt64
    let loss: Loss

    /// Events the kernel lost before this page.
    enum Loss: Equatable {
        case none
        case counted(UInt64)
        case unknown
    }

    /// A page, or what is wrong with it and where the next one begins (nil when that cannot be known).
    enum Outcome {
        case page(Page)
        case bad(PageDamage, next: Int?)
    }

    static func read(_ block: UnsafeRawBufferPointer, at offset: Int, _ geometry: Geometry, _ layout: PageLayout) -> Outcome {
        var limit = block.count
        var stride: Int?
        if case .fixed(let bytes) = layout {
            stride = offset + max(bytes, geometry.dataOffset)
            limit = min(limit, offset + bytes)
        }
        let data = offset + geometry.dataOffset
        guard let base = block.baseAddress, data <= limit else { return .bad(.truncatedHeader, next: stride) }
        let header = Record(base: base + offset, count: geometry.dataOffset, timeNs: 0, bigEndian: geometry.bigEndian)
        let commit = Int(truncatingIfNeeded: header.load(geometry.commitOffset, bytes: UInt8(geometry.longBytes), signed: false))
        let length = commit & Geometry.commitMask
        guard length <= geometry.dataBytes, length <= limit - data else { return .bad(.commitPastEnd, next: stride) }
        var end = data + length
        var loss = commit & Geometry.missedEvents == 0 ? Loss.none : .unknown
        if commit & Geometry.missedStored != 0 {
            guard geometry.longBytes <= limit - end else { return .bad(.commitPastEnd, next: stride) }
            let tail = Record(base: base + end, count: geometry.longBytes, timeNs: 0, bigEndian: geometry.bigEndian)
            loss = .counted(UInt64(bitPattern: tail.load(0, bytes: UInt8(geometry.longBytes), signed: false)))
            end += geometry.longBytes
        }
        return .page(
            Page(start: data, end: data + length, next: stride ?? end, timeNs: header.integer(0, as: UInt64.self), loss: loss))
    }
}
