/// One step of a compiled expression. Nodes name each other by index; a plan's nodes lie in one piece of memory, so that
/// evaluating an expression touches nothing else and counts no references.
struct Node {
    var op: Op
    /// The type of the result, or of both operands for a comparison: 1, 2, 4 or 8 bytes.
    var bytes: UInt8 = 8
    var signed = false
    /// Operands: indexes of nodes, or offsets and lengths where `Op` says so.
    var a: Int32 = -1
    var b: Int32 = -1
    var c: Int32 = -1
    var value: Int64 = 0

    /// The nodes it evaluates.
    var operands: [Int32] {
        switch op {
        case .constant, .load, .dynamicOffset, .dynamicBytes, .literal: []
        case .flags, .symbolic: [a]
        case .hexDump: [a, b]
        default: [a, b, c].filter { $0 >= 0 }
        }
    }

    enum Op: UInt8 {
        /// `value`.
        case constant
        /// The integer at offset `value` of the record.
        case load
        /// The integer at the record offset that `a` evaluates to; 0 outside the record.
        case loadAt
        /// Where the data of the dynamic field at offset `value` begins; `b` is what a relative field adds, else -1.
        case dynamicOffset
        /// How many bytes it has.
        case dynamicBytes
        case cast, negate, not, complement
        case add, subtract, multiply, divide, remainder
        case and, or, exclusiveOr, shiftLeft, shiftRight
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        case bothTrue, eitherTrue
        /// `a ? b : c`, also between texts.
        case select
        /// GNU C's `a ?: c`, which evaluates `a` once.
        case otherwise
        /// The number of leading zero bits of the 64-bit value `a`.
        case leadingZeros

        // Texts.
        /// `b` bytes at `a` of the pool.
        case literal
        /// The zero-terminated bytes at the record offset `a`, at most `value` of them.
        case string
        /// The string that the kernel pointer `a` pointed to, from printk_formats.
        case kernelString
        /// __print_flags: value `a`, delimiter text `b`, table `c` of `value` entries.
        case flags
        /// __print_symbolic: value `a`, table `c` of `value` entries.
        case symbolic
        /// __print_hex: bytes at `a`, `b` of them; `value` is 1 for __print_hex_str.
        case hex
        /// __print_array: elements at `a`, `b` of them, each of `c` bytes.
        case array
        /// A bitmask: bytes at `a`, `b` of them.
        case bitmask
        /// __print_hex_dump: bytes at `a`, `b` of them, behind the literal `c`; `value` is a packed `HexDump`.
        case hexDump
        /// __print_ns_to_secs and __print_ns_without_secs.
        case seconds
        case withoutSeconds
    }
}

/// One pair of a __print_flags or __print_symbolic table: a value and its name in the pool.
struct NamedValue {
    var value: UInt64
    var offset: Int32
    var bytes: Int32
}

/// What an expression evaluates to.
enum ValueType: Equatable {
    case integer(bytes: UInt8, signed: Bool)
    /// An offset into the record, where elements of this type lie.
    case pointer(bytes: UInt8, signed: Bool)
    case text
}

/// An expression being compiled: its node and type.
struct Operand {
    var node: Int32
    var type: ValueType
}

/// An unchanging array in memory of its own: read without bounds checks or reference counts by the plan that owns it.
final class Frozen<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    /// - Parameter padding: so many elements of zeros behind the last, for readers that take several at a time.
    init(_ elements: [Element], padding: Int = 0) {
        count = elements.count
        base = .allocate(capacity: max(1, elements.count + padding))
        UnsafeMutableRawPointer(base + count).initializeMemory(
            as: UInt8.self, repeating: 0, count: padding * MemoryLayout<Element>.stride)
        elements.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { base.initialize(from: start, count: elements.count) }
        }
    }

    /// Takes memory over that was allocated for `count` elements or more, all of them initialized.
    init(taking base: UnsafeMutablePointer<Element>, count: Int) {
        self.base = base
        self.count = count
    }

    deinit {
        base.deallocate()
    }
}
