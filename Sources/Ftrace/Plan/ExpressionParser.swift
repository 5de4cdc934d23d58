/// Compiles the C expressions of a print format: precedence climbing over the tokens, nodes straight into the builder.
struct ExpressionParser {
    let format: Format
    let context: TextContext
    var geometry: Geometry { context.geometry }
    var builder = PlanBuilder()
    /// The variables of statement expressions.
    var locals: [String: Operand] = [:]
    private let tokens: [Token]
    private(set) var position = 0
    private var depth = 0

    /// Deeper than any kernel nests its macros; the recursion is bounded by it.
    static let depthMax = 200

    init(_ format: Format, _ context: TextContext) throws(Uncompilable) {
        self.format = format
        self.context = context
        tokens = try Lexer.tokens(format.printFormat)
    }

    // The tokens.

    var token: Token { tokens[position] }

    func peek(_ ahead: Int) -> Token {
        position + ahead < tokens.count ? tokens[position + ahead] : .end
    }

    mutating func step(_ count: Int = 1) {
        position = min(position + count, tokens.count - 1)
    }

    mutating func accept(_ symbol: String) -> Bool {
        guard token == .symbol(symbol) else { return false }
        step()
        return true
    }

    mutating func expect(_ symbol: String) throws(Uncompilable) {
        guard accept(symbol) else { throw Uncompilable("\"\(symbol)\" is missing before \(describe(token))") }
    }

    func describe(_ token: Token) -> String {
        switch token {
        case .text(let bytes): "\"\(bytes.prefix(20).string)\""
        case .number(let value, _, _): "\(value)"
        case .name(let name), .symbol(let name): "\"\(name)\""
        case .end: "the end"
        }
    }

    /// Passes over an argument that does not compile, to the comma behind it. `mark` is where it began.
    mutating func skipArgument(from mark: Int) {
        position = mark
        var open = 0
        while token != .end {
            if token == .symbol("(") || token == .symbol("{") || token == .symbol("[") { open += 1 }
            if token == .symbol(")") || token == .symbol("}") || token == .symbol("]") { open -= 1 }
            if token == .symbol(",") && open <= 0 { return }
            step()
        }
    }

    // Expressions.

    private static let operators: [String: (power: Int, op: Node.Op)] = [
        "||": (1, .eitherTrue), "&&": (2, .bothTrue), "|": (3, .or), "^": (4, .exclusiveOr), "&": (5, .and),
        "==": (6, .equal), "!=": (6, .notEqual), "<": (7, .less), "<=": (7, .lessOrEqual), ">": (7, .greater),
        ">=": (7, .greaterOrEqual), "<<": (8, .shiftLeft), ">>": (8, .shiftRight), "+": (9, .add), "-": (9, .subtract),
        "*": (10, .multiply), "/": (10, .divide), "%": (10, .remainder),
    ]

    /// A whole expression, ternaries included.
    mutating func expression() throws(Uncompilable) -> Operand {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthMax else { throw Uncompilable("nested deeper than \(Self.depthMax)") }
        let condition = try binary(1)
        guard accept("?") else { return condition }
        if accept(":") { return try builder.otherwise(condition, expression()) }
        let yes = try expression()
        try expect(":")
        let no = try expression()
        return try builder.select(condition, yes, no)
    }

    private mutating func binary(_ power: Int) throws(Uncompilable) -> Operand {
        var left = try unary()
        while case .symbol(let symbol) = token, let found = Self.operators[symbol], found.power >= power {
            step()
            let right = try binary(found.power + 1)
            left = try builder.binary(found.op, left, right)
        }
        return left
    }

    mutating func unary() throws(Uncompilable) -> Operand {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthMax else { throw Uncompilable("nested deeper than \(Self.depthMax)") }
        if accept("-") { return try builder.unary(.negate, unary()) }
        if accept("~") { return try builder.unary(.complement, unary()) }
        if accept("!") { return try builder.unary(.not, unary()) }
        if accept("+") { return try builder.promoted(unary()) }
        if accept("*") { return try dereferenced(unary()) }
        if accept("&") { return try address(unary()) }
        if token == .symbol("("), let type = castAhead() {
            step(type.tokens)
            return try cast(unary(), to: type)
        }
        return try postfix(primary())
    }

    private mutating func postfix(_ start: Operand) throws(Uncompilable) -> Operand {
        var operand = start
        while true {
            if accept("[") {
                let index = try expression()
                try expect("]")
                if operand.type == .text {
                    operand = try character(of: operand, at: index)
                    continue
                }
                guard case .pointer = operand.type else { throw Uncompilable("an index into something outside the record") }
                operand = try dereferenced(builder.binary(.add, operand, index))
            } else if token == .symbol("->") || token == .symbol(".") {
                throw Uncompilable("a member of a structure, \(describe(peek(1)))")
            } else {
                return operand
            }
        }
    }

    private mutating func dereferenced(_ operand: Operand) throws(Uncompilable) -> Operand {
        guard case .pointer(let bytes, let signed) = operand.type else {
            throw Uncompilable("a pointer to somewhere outside the record is followed")
        }
        guard [1, 2, 4, 8].contains(bytes) else { throw Uncompilable("a structure in the record is used as a number") }
        return try builder.add(
            Node(op: .loadAt, bytes: bytes, signed: signed, a: operand.node), .integer(bytes: bytes, signed: signed))
    }

    /// `&REC->field` and `&array[i]`: the record offset that the load would have used.
    private mutating func address(_ operand: Operand) throws(Uncompilable) -> Operand {
        let node = builder.nodes[Int(operand.node)]
        switch node.op {
        case .load:
            let place = try builder.constant(node.value, bytes: 8)
            return Operand(node: place.node, type: .pointer(bytes: node.bytes, signed: node.signed))
        case .loadAt:
            return Operand(node: node.a, type: .pointer(bytes: node.bytes, signed: node.signed))
        default:
            guard case .pointer = operand.type else { throw Uncompilable("the address of something outside the record") }
            return operand
        }
    }

    private mutating func cast(_ operand: Operand, to type: CastType) throws(Uncompilable) -> Operand {
        switch operand.type {
        case .text:
            return operand
        case .pointer where type.isPointer:
            return Operand(node: operand.node, type: .pointer(bytes: type.bytes, signed: type.signed))
        case .pointer:
            // (unsigned long)REC->array: the number is an address in the kernel's buffer, which no reader knows.
            throw Uncompilable("an address in the record is used as a number")
        case .integer where type.isPointer:
            return try builder.cast(operand, bytes: UInt8(geometry.longBytes), signed: false)
        case .integer:
            return try builder.cast(operand, bytes: type.bytes, signed: type.signed)
        }
    }

    private mutating func primary() throws(Uncompilable) -> Operand {
        let current = token
        step()
        switch current {
        case .number(let value, let bytes, let signed):
            return try builder.constant(Int64(bitPattern: value), bytes: bytes, signed: signed)
        case .text(var bytes):
            while case .text(let more) = token {
                bytes += more
                step()
            }
            return try builder.literal(bytes)
        case .symbol("(") where token == .name("REC") && peek(1) == .symbol(")") && peek(2) == .symbol("->"):
            step(3)
            return try member()
        case .symbol("(") where accept("{"):
            return try statements()
        case .symbol("("):
            var inside = try expression()
            // The comma operator: nothing that a print format evaluates has an effect.
            while accept(",") { inside = try expression() }
            try expect(")")
            return inside
        case .name("REC"):
            try expect("->")
            return try member()
        case .name("sizeof"):
            return try size()
        case .name(let name) where token == .symbol("("):
            return try call(name)
        case .name(let name):
            return try value(named: name)
        default:
            throw Uncompilable("\(describe(current)) where a value should stand")
        }
    }
}
