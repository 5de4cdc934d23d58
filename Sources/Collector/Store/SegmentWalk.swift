/// Goes through one segment file record by record and steps over damage.
struct SegmentWalk {
    let file: File
    let number: UInt32
    let size: Int
    /// Behind the last good record.
    private(set) var at: Int
    private(set) var damagedBytes = 0
    /// Bytes from `at` to the end that hold no good record, once `next` has returned nil.
    private(set) var tornBytes = 0

    init(file: File, number: UInt32, at: Int, size: Int) {
        self.file = file
        self.number = number
        self.at = at
        self.size = size
    }

    mutating func next() throws(SystemError) -> (Record, Location)? {
        guard at < size else { return nil }
        if let found = try record(at: at) { return advance(to: at, found) }
        // Damage, or the torn end of a write that a crash cut short. Only what no good record follows is torn.
        guard let (offset, found) = try search(from: at + 1) else {
            tornBytes = size - at
            return nil
        }
        damagedBytes += offset - at
        return advance(to: offset, found)
    }

    private mutating func advance(to offset: Int, _ found: (Record, Int)) -> (Record, Location) {
        at = offset + found.1
        return (found.0, Location(segment: number, offset: offset, length: found.1))
    }

    private func record(at offset: Int) throws(SystemError) -> (Record, Int)? {
        let prefix = try file.read(Record.prefixBytes, at: offset)
        guard let length = Record.length(prefix[...]), offset + length <= size else { return nil }
        let bytes = try file.read(length, at: offset)
        return Record(bytes[...]).map { ($0, length) }
    }

    /// The next good record at or behind `start`.
    private func search(from start: Int) throws(SystemError) -> (Int, (Record, Int))? {
        var windowStart = start
        while windowStart < size {
            let window = try file.read(min(1 << 20, size - windowStart), at: windowStart)
            for index in window.indices where window[index] == Record.magic[0] {
                if let found = try record(at: windowStart + index) { return (windowStart + index, found) }
            }
            windowStart += window.count
            if window.isEmpty { break }
        }
        return nil
    }
}
