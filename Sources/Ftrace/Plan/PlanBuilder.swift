/// Collects the nodes, tables and text of one plan while it is compiled, and folds what is constant.
struct PlanBuilder {
    private(set) var nodes: [Node] = []
    private(set) var table: [NamedValue] = []
    private(set) var pool: [UInt8] = []

    /// More than any print format needs; a plan that would be larger is refused.
    static let nodesMax = 65536

    /// Evaluating recurses this deep at most.
    static let depthMax: Int32 = 256
    /// Values that one argument takes at most: a variable of a statement expression stands in many places and is evaluated
    /// in each, so a few tokens can ask for more than any machine computes.
    static let evaluationsMax = 1 << 16
    /// Of each node's tree.
    private var depths: [Int32] = []
    private var evaluations: [Int] = []

    mutating func add(_ node: Node, _ type: ValueType) throws(Uncompilable) -> Operand {
        guard nodes.count < Self.nodesMax else { throw Uncompilable("more than \(Self.nodesMax) steps") }
        let depth = 1 + (node.operands.map { depths[Int($0)] }.max() ?? 0)
        guard depth <= Self.depthMax else { throw Uncompilable("an expression of more than \(Self.depthMax) levels") }
        let values = node.operands.reduce(1) { $0 + evaluations[Int($1)] }
        guard values <= Self.evaluationsMax else {
            throw Uncompilable("an expression that takes more than \(Self.evaluationsMax) values")
        }
        nodes.append(node)
        depths.append(depth)
        evaluations.append(values)
        return Operand(node: Int32(nodes.count - 1), type: type)
    }

    /// How many values it takes to evaluate the operand.
    func evaluations(_ operand: Operand) -> Int { evaluations[Int(operand.node)] }

    mutating func intern(_ text: [UInt8]) -> (offset: Int32, bytes: Int32) {
        let offset = Int32(pool.count)
        pool += text
        return (offset, Int32(text.count))
    }

    mutating func add(_ pairs: [(value: UInt64, name: [UInt8])]) -> Int32 {
        let start = Int32(table.count)
        for pair in pairs {
            let (offset, bytes) = intern(pair.name)
            table.append(NamedValue(value: pair.value, offset: offset, bytes: bytes))
        }
        return start
    }

    /// The value when it is known while compiling.
    func constant(_ operand: Operand) -> Int64? {
        let node = nodes[Int(operand.node)]
        return node.op == .constant ? node.value : nil
    }

    mutating func constant(_ value: Int64, bytes: UInt8 = 4, signed: Bool = true) throws(Uncompilable) -> Operand {
        try add(Node(op: .constant, bytes: bytes, signed: signed, value: value), .integer(bytes: bytes, signed: signed))
    }

    mutating func literal(_ text: [UInt8]) throws(Uncompilable) -> Operand {
        let (offset, bytes) = intern(text)
        return try add(Node(op: .literal, a: offset, b: bytes), .text)
    }

    /// `operand` as this integer type.
    mutating func cast(_ operand: Operand, bytes: UInt8, signed: Bool) throws(Uncompilable) -> Operand {
        guard case .integer(let from, let fromSigned) = operand.type else {
            throw Uncompilable("a text or an address in the record is used as a number")
        }
        if from == bytes && fromSigned == signed { return operand }
        if let value = constant(operand) {
            return try constant(Arithmetic.normalized(value, bytes: bytes, signed: signed), bytes: bytes, signed: signed)
        }
        return try add(
            Node(op: .cast, bytes: bytes, signed: signed, a: operand.node), .integer(bytes: bytes, signed: signed))
    }

    /// C's integer promotion.
    mutating func promoted(_ operand: Operand) throws(Uncompilable) -> Operand {
        guard case .integer(let bytes, _) = operand.type, bytes < 4 else { return operand }
        return try cast(operand, bytes: 4, signed: true)
    }

    mutating func unary(_ op: Node.Op, _ operand: Operand) throws(Uncompilable) -> Operand {
        let operand = try promoted(operand)
        guard case .integer(let bytes, let signed) = operand.type else {
            throw Uncompilable("a text or an address in the record is used as a number")
        }
        if let value = constant(operand) {
            let result: Int64 = op == .negate ? 0 &- value : op == .complement ? ~value : value == 0 ? 1 : 0
            if op == .not { return try constant(result) }
            return try constant(Arithmetic.normalized(result, bytes: bytes, signed: signed), bytes: bytes, signed: signed)
        }
        let type: ValueType = op == .not ? .integer(bytes: 4, signed: true) : operand.type
        return try add(Node(op: op, bytes: bytes, signed: signed, a: operand.node), type)
    }

    mutating func binary(_ op: Node.Op, _ left: Operand, _ right: Operand) throws(Uncompilable) -> Operand {
        if case .pointer(let bytes, _) = left.type { return try offset(left, right, bytes, op) }
        guard case .integer(let leftBytes, let leftSigned) = left.type,
            case .integer(let rightBytes, let rightSigned) = right.type
        else { throw Uncompilable("a text or an address in the record is used as a number") }
        if op == .bothTrue || op == .eitherTrue {
            return try add(Node(op: op, a: left.node, b: right.node), .integer(bytes: 4, signed: true))
        }
        var common = Arithmetic.common((leftBytes, leftSigned), (rightBytes, rightSigned))
        let shifts = op == .shiftLeft || op == .shiftRight
        if shifts { common = Arithmetic.common((leftBytes, leftSigned), (leftBytes, leftSigned)) }
        let l = try cast(left, bytes: common.bytes, signed: common.signed)
        let r = shifts ? try shiftCount(right, bytes: common.bytes) : try cast(right, bytes: common.bytes, signed: common.signed)
        let compares = op.rawValue >= Node.Op.equal.rawValue && op.rawValue <= Node.Op.greaterOrEqual.rawValue
        let type: ValueType = compares ? .integer(bytes: 4, signed: true) : .integer(bytes: common.bytes, signed: common.signed)
        if let a = constant(l), let b = constant(r) {
            let value = Arithmetic.binary(op, a, b, signed: common.signed)
            if compares { return try constant(value) }
            return try constant(
                Arithmetic.normalized(value, bytes: common.bytes, signed: common.signed), bytes: common.bytes, signed: common.signed
            )
        }
        return try add(Node(op: op, bytes: common.bytes, signed: common.signed, a: l.node, b: r.node), type)
    }

    /// How far to shift. C leaves open what more than the type's bits do; ARM64 and x86 take the count modulo the bits, which
    /// shows where a record holds a number that its print format did not expect.
    private mutating func shiftCount(_ count: Operand, bytes: UInt8) throws(Uncompilable) -> Operand {
        let mask = Int64(bytes) * 8 - 1
        if let value = constant(count), 0...mask ~= value { return count }
        return try binary(.and, count, constant(mask))
    }

    /// Address arithmetic inside the record: counts elements, as C does.
    private mutating func offset(_ pointer: Operand, _ count: Operand, _ elementBytes: UInt8, _ op: Node.Op) throws(Uncompilable)
        -> Operand
    {
        guard op == .add || op == .subtract else { throw Uncompilable("an address in the record is used as a number") }
        let size = try constant(Int64(max(1, elementBytes)), bytes: 8)
        let step = try binary(.multiply, cast(count, bytes: 8, signed: true), size)
        let start = Operand(node: pointer.node, type: .integer(bytes: 8, signed: true))
        return Operand(node: try binary(op, start, step).node, type: pointer.type)
    }

    mutating func select(_ condition: Operand, _ yes: Operand, _ no: Operand) throws(Uncompilable) -> Operand {
        guard case .integer = condition.type else { throw Uncompilable("a condition that is no number") }
        if let value = constant(condition) { return value != 0 ? yes : no }
        var yes = yes
        var no = no
        var type = yes.type
        if case .integer(let a, let aSigned) = yes.type, case .integer(let b, let bSigned) = no.type {
            let common = Arithmetic.common((a, aSigned), (b, bSigned))
            yes = try cast(yes, bytes: common.bytes, signed: common.signed)
            no = try cast(no, bytes: common.bytes, signed: common.signed)
            type = yes.type
        } else if yes.type != no.type {
            yes = try text(yes)
            no = try text(no)
            type = .text
        }
        return try add(Node(op: .select, a: condition.node, b: yes.node, c: no.node), type)
    }

    /// GNU C's `value ?: other`.
    mutating func otherwise(_ value: Operand, _ other: Operand) throws(Uncompilable) -> Operand {
        if case .pointer = value.type { return value }
        guard case .integer(let a, let aSigned) = value.type, case .integer(let b, let bSigned) = other.type else {
            // `REC->name ?: "none"`, where a kernel pointer to a string may be null.
            guard case .integer = value.type else { return value }
            return try select(value, text(value), text(other))
        }
        let common = Arithmetic.common((a, aSigned), (b, bSigned))
        let yes = try cast(value, bytes: common.bytes, signed: common.signed)
        let no = try cast(other, bytes: common.bytes, signed: common.signed)
        return try add(Node(op: .otherwise, a: yes.node, c: no.node), yes.type)
    }

    /// What `%s` prints of an operand.
    mutating func text(_ operand: Operand, bytesMax: Int64 = .max) throws(Uncompilable) -> Operand {
        switch operand.type {
        case .text: return operand
        case .pointer: return try add(Node(op: .string, a: operand.node, value: bytesMax), .text)
        case .integer: return try add(Node(op: .kernelString, a: operand.node), .text)
        }
    }
}
