/// Takes integer fields out of records into columns, without text: for analysis over whole fleets.
public final class ColumnReader: Sendable {
    /// One event and the fields of it that are wanted, at most `width` of them.
    public struct Selection: Sendable {
        public var event: Int
        public var fields: [String]

        public init(event: Int, fields: [String]) {
            self.event = event
            self.fields = fields
        }
    }

    public let width: Int
    private let geometry: Geometry
    private let pidOffset: Int
    /// By id: the place of its wanted fields in `fields` plus 1, 0 for an event nobody asked for.
    private let places: Frozen<UInt16>
    /// What a record must have, by the same place.
    private let bytesMin: Frozen<Int32>
    /// `width` for each selection.
    private let fields: Frozen<Wanted>

    /// Where a field lies: the eight bytes that end with it, and what is shifted out before it.
    private struct Wanted {
        var offset: Int32 = 0
        var shift: UInt8 = 0
        var signed = false
    }

    /// - Throws: `.field` when an event or a field is unknown, or is no integer.
    public init(_ decoder: Decoder, width: Int, _ selections: [Selection]) throws(FtraceError) {
        self.width = width
        geometry = decoder.geometry
        pidOffset = decoder.style.pidOffset
        var places = [UInt16](repeating: 0, count: Format.idMax + 1)
        var bytesMin: [Int32] = [0]
        var fields = [Wanted](repeating: Wanted(), count: width)
        for selection in selections {
            guard let format = decoder.format(selection.event), bytesMin.count < Int(UInt16.max) else {
                throw .field("no event has the id \(selection.event)")
            }
            guard selection.fields.count <= width else { throw .field("\(format.name): more than \(width) fields are asked for") }
            places[selection.event] = UInt16(bytesMin.count)
            var end = max(8, pidOffset + 4)
            for index in 0..<width {
                guard index < selection.fields.count else {
                    // A field nobody asked for has no bytes and reads as 0.
                    fields.append(Wanted(offset: -1, shift: 64))
                    continue
                }
                guard let field = IntegerField(format, selection.fields[index]) else {
                    throw .field("\(format.name) has no integer field \(selection.fields[index])")
                }
                end = max(end, field.end)
                fields.append(Self.wanted(field))
            }
            bytesMin.append(Int32(end))
        }
        self.places = Frozen(places)
        self.bytesMin = Frozen(bytesMin)
        self.fields = Frozen(fields)
    }

    private static func wanted(_ field: IntegerField) -> Wanted {
        // Fields that end in the record's first eight bytes, as the common ones do, are loaded as they are.
        guard field.end >= 8 else {
            return Wanted(offset: -1 - Int32(field.offset), shift: 64 - field.bytes * 8, signed: field.signed)
        }
        return Wanted(offset: Int32(field.end - 8), shift: 64 - field.bytes * 8, signed: field.signed)
    }

    /// Appends a row for each record of the selected events, in order.
    /// - Returns: what was left out: records shorter than their fields, and damaged pages.
    /// - Throws: `.tooManyRows` past `Columns.rowsMax`: take the columns in smaller blocks.
    public func read(_ block: UnsafeRawBufferPointer, layout: PageLayout, cpu: Int, into columns: inout Columns)
        throws(FtraceError) -> (shortRecords: Int, badPages: Int)
    {
        precondition(columns.width == width, "columns of \(columns.width) for a reader of \(width)")
        var short = 0
        var bad = 0
        var offset = 0
        while offset < block.count {
            switch Page.read(block, at: offset, geometry, layout) {
            case .bad(_, let next):
                bad += 1
                offset = next ?? block.count
            case .page(let page):
                // No record takes less than a header and its type.
                guard columns.reserve((page.end - page.start) / 8 + 1) else { throw .tooManyRows(limit: Columns.rowsMax) }
                if !read(page, block, cpu, &columns, &short) { bad += 1 }
                offset = page.next
            }
        }
        return (short, bad)
    }

    @inline(__always)
    private func read(
        _ page: Page, _ block: UnsafeRawBufferPointer, _ cpu: Int, _ columns: inout Columns, _ short: inout Int
    ) -> Bool {
        guard let base = block.baseAddress else { return true }
        var cursor = EventCursor(
            base: base, offset: page.start, end: page.end, timeNs: page.timeNs, bigEndian: geometry.bigEndian)
        let cpu = UInt16(truncatingIfNeeded: cpu)
        columns.append { rows in
            var count = 0
            while true {
                var id = 0
                if let short = cursor.nextShort() {
                    id = short
                } else {
                    guard cursor.next() else { break }
                    id = cursor.id
                }
                let place = Int(places.base[id])
                guard place > 0 else { continue }
                let record = cursor.record
                guard record.count >= Int(bytesMin.base[place]) else {
                    short += 1
                    continue
                }
                rows.times[count] = record.timeNs
                rows.heads[count] = Columns.RowHead(
                    pid: record.integer(pidOffset, as: Int32.self), event: UInt16(truncatingIfNeeded: id), cpu: cpu)
                let wanted = fields.base + place * width
                for index in 0..<width { rows.numbers[index][rows.first + count] = value(wanted[index], record) }
                count += 1
            }
            return count
        }
        return cursor.damage == nil
    }

    @inline(__always)
    private func value(_ wanted: Wanted, _ record: Record) -> Int64 {
        if wanted.offset < 0 {
            return record.load(Int(-1 - wanted.offset), bytes: (64 - wanted.shift) / 8, signed: wanted.signed)
        }
        let raw = record.integer(Int(wanted.offset), as: UInt64.self)
        // Big-endian: the field's bytes end the eight in memory and so are the lowest; little-endian: the highest.
        let high = geometry.bigEndian ? raw &<< UInt64(wanted.shift) : raw
        let shift = UInt64(wanted.shift)
        return wanted.signed ? Int64(bitPattern: high) &>> Int64(bitPattern: shift) : Int64(bitPattern: high &>> shift)
    }
}
