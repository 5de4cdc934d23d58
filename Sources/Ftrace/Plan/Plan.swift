/// A print format compiled for one kernel: printing a record walks the steps and writes bytes, nothing else.
final class Plan: Sendable {
    /// Bytes a record must have for the plan's fixed loads.
    let bytesMin: Int
    let steps: Frozen<Step>
    let nodes: Frozen<Node>
    let table: Frozen<NamedValue>
    let pool: Frozen<UInt8>
    let context: TextContext

    /// No line grows past this and one conversion more: the kernel's own limit (TRACE_SEQ_BUFFER_SIZE) is 8 KiB.
    static let lineBytesMax = 64 << 10

    /// Room that the steps of the common kinds need at most: fixed, and so often the record's length.
    private let roomBytes: Int
    private let roomRecords: Int

    init(steps: [Step], nodes: [Node], table: [NamedValue], pool: [UInt8], bytesMin: Int, context: TextContext) {
        let steps = Self.specialized(steps, nodes)
        self.steps = Frozen(steps)
        self.nodes = Frozen(nodes)
        self.table = Frozen(table)
        self.pool = Frozen(pool, padding: Cursor.slack)
        self.bytesMin = steps.reduce(bytesMin) { max($0, $1.recordBytesMin) }
        self.context = context
        roomBytes = steps.reduce(Cursor.slack) { $0 + $1.roomBytes }
        roomRecords = steps.count { $0.kind == .dynamicText }
    }

    /// The steps as `print` writes them by itself, as long as room for all that they may write is small: those that are over
    /// it are printed the slow way, which looks at the line's length.
    private static func specialized(_ steps: [Step], _ nodes: [Node]) -> [Step] {
        var texts = 0
        var fieldBytes = 0
        return steps.map { step in
            let fast = step.specialized(nodes)
            switch fast.kind {
            case .dynamicText:
                texts += 1
                return texts <= dynamicTextsMax ? fast : step
            case .textField:
                fieldBytes += Int(fast.b)
                return fieldBytes <= lineBytesMax ? fast : step
            default: return fast
            }
        }
    }

    /// Dynamic fields for which room of the record's length is made.
    private static let dynamicTextsMax = 8

    /// Prints a record of at least `bytesMin` bytes.
    @inline(__always)
    func print(_ record: Record, _ text: inout TextBuffer) {
        let room = roomBytes + roomRecords * record.count
        text.reserve(room)
        var out = text.end
        var step = UnsafePointer(steps.base)
        let end = step + steps.count
        let mark = text.count
        while step != end {
            let offset = Int(step.pointee.a)
            switch step.pointee.kind {
            case .literal: out.copyLoosely(pool.base + offset, Int(step.pointee.b))
            case .signed32: out.putDecimal(Int64(record.integer(offset, as: Int32.self)))
            case .unsigned32: out.putDecimal(UInt64(record.integer(offset, as: UInt32.self)))
            case .signed64: out.putDecimal(record.integer(offset, as: Int64.self))
            case .unsigned64: out.putDecimal(record.integer(offset, as: UInt64.self))
            case .decimalField:
                let value = record.load(offset, bytes: step.pointee.bytes, signed: step.pointee.signed)
                if step.pointee.signed { out.putDecimal(value) } else { out.putDecimal(UInt64(bitPattern: value)) }
            case .hexField:
                out.putHex(UInt64(bitPattern: record.load(offset, bytes: step.pointee.bytes, signed: step.pointee.signed)))
            case .hexPrefixed:
                let value = UInt64(bitPattern: record.load(offset, bytes: step.pointee.bytes, signed: step.pointee.signed))
                if value > 9 {
                    out.put(UInt8(ascii: "0"))
                    out.put(UInt8(ascii: "x"))
                }
                out.putHex(value)
            case .text16: out.putString16(record.base + offset)
            case .textField: out.putString(record.base + offset, Int(step.pointee.b))
            case .dynamicText:
                let start = Int(record.integer(offset, as: UInt32.self) & 0xffff) + Int(step.pointee.b)
                if start < record.count { out.putString(record.base + start, record.count - start) }
            case .memo:
                let value = UInt64(
                    bitPattern: record.load(Int(step.pointee.b), bytes: step.pointee.fieldBytes, signed: false))
                let place = text.memo.place(step, value)
                if place.pointee.step == step, place.pointee.value == value {
                    let raw = UnsafeMutableRawPointer(out)
                    raw.storeBytes(of: place.pointee.text.0, as: SIMD16<UInt8>.self)
                    raw.storeBytes(of: place.pointee.text.1, toByteOffset: 16, as: SIMD16<UInt8>.self)
                    out += place.pointee.bytes
                } else {
                    text.commit(out)
                    makeMemo(step, value, record, &text)
                    text.reserve(room)
                    out = text.end
                }
            case .function, .caller:
                let address = UInt64(bitPattern: record.load(offset, bytes: step.pointee.bytes, signed: false))
                if step.pointee.kind == .caller {
                    if address == 0 { break }
                    out.put(UInt8(ascii: " "))
                    out.put(UInt8(ascii: "<"))
                    out.put(UInt8(ascii: "-"))
                }
                let symbol = text.symbolCache.find(address, context.symbols)
                if let name = symbol.name, !symbol.isReturnTrampoline {
                    out.copyLoosely(name, Int(symbol.nameBytes))
                } else {
                    text.commit(out)
                    context.symbols.printFunction(address, offset: false, &text)
                    out = text.end
                }
            default:
                text.commit(out)
                guard text.count - mark < Self.lineBytesMax else { return text.put("[LINE TOO BIG]") }
                print(step.pointee, record, &text)
                text.reserve(room)
                out = text.end
            }
            step += 1
        }
        text.commit(out)
    }

    @inline(never)
    private func makeMemo(_ step: UnsafePointer<Step>, _ value: UInt64, _ record: Record, _ text: inout TextBuffer) {
        let mark = text.count
        var made = step.pointee
        made.kind = made.made
        print(made, record, &text)
        text.memo.keep(step, value, UnsafeRawBufferPointer(rebasing: text.bytes[mark...]))
    }

    /// The entries of all its tables, in order.
    var namedValues: [(name: [UInt8], value: UInt64)] {
        (0..<table.count).map { index in
            let entry = table.base[index]
            return (Array(UnsafeBufferPointer(start: pool.base + Int(entry.offset), count: Int(entry.bytes))), entry.value)
        }
    }

    // Values.

    func value(_ index: Int32, _ record: Record) -> Int64 {
        let node = nodes.base[Int(index)]
        switch node.op {
        case .constant: return node.value
        case .load: return record.load(Int(node.value), bytes: node.bytes, signed: node.signed)
        case .loadAt:
            let offset = value(node.a, record)
            guard let start = Int(exactly: offset), record.holds(start, Int(node.bytes)) else { return 0 }
            return record.load(start, bytes: node.bytes, signed: node.signed)
        case .dynamicOffset:
            let location = record.integer(Int(node.value), as: UInt32.self)
            return Int64(location & 0xffff) + Int64(max(0, node.b))
        case .dynamicBytes:
            return Int64(record.integer(Int(node.value), as: UInt32.self) >> 16)
        case .cast: return Arithmetic.normalized(value(node.a, record), bytes: node.bytes, signed: node.signed)
        case .negate: return Arithmetic.normalized(0 &- value(node.a, record), bytes: node.bytes, signed: node.signed)
        case .complement: return Arithmetic.normalized(~value(node.a, record), bytes: node.bytes, signed: node.signed)
        case .not: return value(node.a, record) == 0 ? 1 : 0
        case .bothTrue: return value(node.a, record) != 0 && value(node.b, record) != 0 ? 1 : 0
        case .eitherTrue: return value(node.a, record) != 0 || value(node.b, record) != 0 ? 1 : 0
        case .select: return value(value(node.a, record) != 0 ? node.b : node.c, record)
        case .otherwise:
            let first = value(node.a, record)
            return first != 0 ? first : value(node.c, record)
        case .leadingZeros: return Int64(value(node.a, record).leadingZeroBitCount)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return Arithmetic.binary(node.op, value(node.a, record), value(node.b, record), signed: node.signed)
        case .add, .subtract, .multiply, .divide, .remainder, .and, .or, .exclusiveOr, .shiftLeft, .shiftRight:
            let result = Arithmetic.binary(node.op, value(node.a, record), value(node.b, record), signed: node.signed)
            return Arithmetic.normalized(result, bytes: node.bytes, signed: node.signed)
        case .literal, .string, .kernelString, .flags, .symbolic, .hex, .hexDump, .array, .bitmask, .seconds, .withoutSeconds:
            return 0
        }
    }

    /// A piece of the record that `start` and `bytes` evaluate to, cut to what is there.
    func piece(_ start: Int32, _ bytes: Int64, _ record: Record) -> (offset: Int, bytes: Int) {
        let offset = value(start, record)
        guard offset >= 0, offset <= Int64(record.count), bytes > 0 else { return (0, 0) }
        return (Int(offset), Int(min(bytes, Int64(record.count) - offset)))
    }
}
