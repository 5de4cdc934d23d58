/// Values of records in columns: what analysis reads. One row for each record, all columns of the same length.
public struct Columns: ~Copyable {
    /// Rows in use.
    public private(set) var count = 0
    private var capacity = 0
    private var times = UnsafeMutablePointer<UInt64>.allocate(capacity: 0)
    private var heads = UnsafeMutablePointer<RowHead>.allocate(capacity: 0)
    private var numbers: [UnsafeMutablePointer<Int64>]

    /// What is the same for every kind of record.
    struct RowHead {
        var pid: Int32
        var event: UInt16
        var cpu: UInt16
    }

    /// Rows that fit into one set of columns: a block of 1 GiB has fewer.
    public static let rowsMax = 1 << 27

    /// - Parameter width: how many fields a row has.
    public init(width: Int) {
        numbers = (0..<max(0, width)).map { _ in .allocate(capacity: 0) }
    }

    deinit {
        times.deallocate()
        heads.deallocate()
        for column in numbers { column.deallocate() }
    }

    public var width: Int { numbers.count }

    public mutating func removeAll() {
        count = 0
    }

    /// The trace clock: nanoseconds, or the clock's own unit.
    public func timeNs(_ row: Int) -> UInt64 {
        precondition(row >= 0 && row < count, "row \(row) of \(count)")
        return times[row]
    }

    public func cpu(_ row: Int) -> Int { Int(head(row).cpu) }
    public func pid(_ row: Int) -> Int32 { head(row).pid }
    /// The event's id in the kernel's formats.
    public func event(_ row: Int) -> Int { Int(head(row).event) }

    private func head(_ row: Int) -> RowHead {
        precondition(row >= 0 && row < count, "row \(row) of \(count)")
        return heads[row]
    }

    /// The field that was asked for at this place; unsigned 64-bit fields keep their bits.
    public func number(_ row: Int, _ column: Int) -> Int64 {
        precondition(row >= 0 && row < count, "row \(row) of \(count)")
        return numbers[column][row]
    }

    /// A whole column: `width` of them, in the order of the fields asked for.
    public func withNumbers<T>(_ column: Int, _ body: (UnsafeBufferPointer<Int64>) -> T) -> T {
        body(UnsafeBufferPointer(start: numbers[column], count: count))
    }

    public func withTimes<T>(_ body: (UnsafeBufferPointer<UInt64>) -> T) -> T {
        body(UnsafeBufferPointer(start: times, count: count))
    }

    /// Makes room for so many rows more; false past `rowsMax`.
    mutating func reserve(_ rows: Int) -> Bool {
        guard rows > capacity - count else { return true }
        guard rows <= Self.rowsMax - count else { return false }
        let larger = min(Self.rowsMax, max(count + rows, capacity * 2))
        Self.move(&times, count, larger)
        Self.move(&heads, count, larger)
        for column in numbers.indices { Self.move(&numbers[column], count, larger) }
        capacity = larger
        return true
    }

    private static func move<T: BitwiseCopyable>(_ column: inout UnsafeMutablePointer<T>, _ count: Int, _ capacity: Int) {
        let moved = UnsafeMutablePointer<T>.allocate(capacity: capacity)
        moved.update(from: column, count: count)
        column.deallocate()
        column = moved
    }

    /// Gives the rows behind the last to `fill`, which says how many it wrote into the room that was reserved.
    @inline(__always)
    mutating func append(_ fill: (Rows) -> Int) {
        numbers.withUnsafeBufferPointer { columns in
            count += fill(Rows(times: times + count, heads: heads + count, numbers: columns, first: count))
        }
        assert(count <= capacity)
    }

    struct Rows {
        let times: UnsafeMutablePointer<UInt64>
        let heads: UnsafeMutablePointer<RowHead>
        let numbers: UnsafeBufferPointer<UnsafeMutablePointer<Int64>>
        let first: Int
    }
}
