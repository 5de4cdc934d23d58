/// C's integer arithmetic on 64-bit patterns.
enum Arithmetic {
    /// A value cut to the type and extended again by its sign.
    @inline(__always)
    static func normalized(_ value: Int64, bytes: UInt8, signed: Bool) -> Int64 {
        switch (bytes, signed) {
        case (8, _): value
        case (4, true): Int64(Int32(truncatingIfNeeded: value))
        case (4, false): Int64(UInt32(truncatingIfNeeded: value))
        case (2, true): Int64(Int16(truncatingIfNeeded: value))
        case (2, false): Int64(UInt16(truncatingIfNeeded: value))
        case (1, true): Int64(Int8(truncatingIfNeeded: value))
        default: Int64(UInt8(truncatingIfNeeded: value))
        }
    }

    /// A binary operator on operands that already have the common type. Division by zero gives 0: the kernel would
    /// not have printed anything, and a damaged record must not end the reader.
    @inline(__always)
    static func binary(_ op: Node.Op, _ left: Int64, _ right: Int64, signed: Bool) -> Int64 {
        let l = UInt64(bitPattern: left)
        let r = UInt64(bitPattern: right)
        switch op {
        case .add: return left &+ right
        case .subtract: return left &- right
        case .multiply: return left &* right
        case .divide:
            if right == 0 { return 0 }
            return signed ? left.dividedReportingOverflow(by: right).partialValue : Int64(bitPattern: l / r)
        case .remainder:
            if right == 0 { return 0 }
            return signed ? left.remainderReportingOverflow(dividingBy: right).partialValue : Int64(bitPattern: l % r)
        case .and: return left & right
        case .or: return left | right
        case .exclusiveOr: return left ^ right
        case .shiftLeft: return left &<< right
        case .shiftRight: return signed ? left &>> right : Int64(bitPattern: l &>> r)
        case .equal: return left == right ? 1 : 0
        case .notEqual: return left != right ? 1 : 0
        case .less: return (signed ? left < right : l < r) ? 1 : 0
        case .lessOrEqual: return (signed ? left <= right : l <= r) ? 1 : 0
        case .greater: return (signed ? left > right : l > r) ? 1 : 0
        case .greaterOrEqual: return (signed ? left >= right : l >= r) ? 1 : 0
        default: return 0
        }
    }

    /// The type both operands of a binary operator are converted to.
    static func common(_ a: (bytes: UInt8, signed: Bool), _ b: (bytes: UInt8, signed: Bool)) -> (bytes: UInt8, signed: Bool) {
        let a = a.bytes < 4 ? (bytes: 4, signed: true) : a
        let b = b.bytes < 4 ? (bytes: 4, signed: true) : b
        if a.bytes == b.bytes { return (a.bytes, a.signed && b.signed) }
        return a.bytes > b.bytes ? a : b
    }
}
