/// Compiles a print format into a plan: `"text %d …", arguments`.
struct PlanCompiler {
    var parser: ExpressionParser
    private var steps: [Step] = []
    let context: TextContext
    /// How many arguments were taken, and how many values they take together.
    private var arguments = 0
    private var evaluations = 0

    /// More than any kernel's formats have. Passing over an argument that does not compile costs a copy of all before it.
    static let argumentsMax = 1024
    /// Fixed text that a record's line has at most: the limit of the line itself.
    static let literalBytesMax = Plan.lineBytesMax

    /// - Parameter line: `name: ` before and a newline behind it.
    static func compile(_ format: Format, _ context: TextContext, line: Bool = false) throws(Uncompilable) -> Plan {
        do throws(Uncompilable) {
            return try plan(format, context, line)
        } catch {
            guard let repaired = format.repaired else { throw error }
            return try plan(repaired, context, line)
        }
    }

    private static func plan(_ format: Format, _ context: TextContext, _ line: Bool) throws(Uncompilable) -> Plan {
        var compiler = try PlanCompiler(format, context)
        try compiler.run(prefix: line ? Array("\(format.name): ".utf8) : [], suffix: line ? [0x0a] : [])
        let builder = compiler.parser.builder
        return Plan(
            steps: compiler.steps, nodes: builder.nodes, table: builder.table, pool: builder.pool,
            bytesMin: compiler.bytesMin(), context: context)
    }

    private init(_ format: Format, _ context: TextContext) throws(Uncompilable) {
        parser = try ExpressionParser(format, context)
        self.context = context
    }

    private mutating func run(prefix: [UInt8], suffix: [UInt8]) throws(Uncompilable) {
        guard case .text(var text) = parser.token else { throw Uncompilable("the print format does not begin with a text") }
        parser.step()
        while case .text(let more) = parser.token {
            text += more
            parser.step()
        }
        var rest = text[...]
        var plain = prefix
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                plain.append(byte)
                continue
            }
            let conversion = try Conversion(&rest, longBytes: context.geometry.longBytes)
            if conversion.letter == UInt8(ascii: "%") {
                plain.append(byte)
                continue
            }
            flush(&plain)
            try convert(conversion)
        }
        plain += suffix
        flush(&plain)
        guard steps.reduce(0, { $0 + ($1.kind == .literal ? Int($1.b) : 0) }) <= Self.literalBytesMax else {
            throw Uncompilable("more than \(Self.literalBytesMax) bytes of fixed text")
        }
        guard parser.token == .end else {
            throw Uncompilable("\(parser.describe(parser.token)) behind the last argument")
        }
    }

    private mutating func flush(_ plain: inout [UInt8]) {
        guard !plain.isEmpty else { return }
        let (offset, bytes) = parser.builder.intern(plain)
        steps.append(Step(kind: .literal, a: offset, b: bytes))
        plain = []
    }

    private mutating func argument() throws(Uncompilable) -> Operand {
        guard parser.accept(",") else { throw Uncompilable("fewer arguments than conversions") }
        return try taken(parser.expression())
    }

    /// Counts an argument, so that no record's text takes longer than the limits allow.
    mutating func taken(_ operand: Operand) throws(Uncompilable) -> Operand {
        arguments += 1
        evaluations += parser.builder.evaluations(operand)
        guard arguments <= Self.argumentsMax else { throw Uncompilable("more than \(Self.argumentsMax) arguments") }
        guard evaluations <= PlanBuilder.evaluationsMax else {
            throw Uncompilable("arguments that take more than \(PlanBuilder.evaluationsMax) values")
        }
        return operand
    }

    private mutating func convert(_ conversion: Conversion) throws(Uncompilable) {
        var step = Step(kind: .integer)
        step.left = conversion.left
        step.plus = conversion.plus
        step.space = conversion.space
        step.special = conversion.special
        step.zero = conversion.zero && !conversion.left
        step.bytes = conversion.bytes
        switch conversion.width {
        case .none: break
        case .constant(let width): step.width = Int32(width)
        case .argument: step.widthNode = try number(argument()).node
        }
        switch conversion.precision {
        case .none: break
        case .constant(let precision): step.precision = Int32(precision)
        case .argument: step.precisionNode = try number(argument()).node
        }
        if conversion.letter == UInt8(ascii: "p"), conversion.pointer.isEmpty, hasNoAddress() {
            step.kind = .unknownAddress
            steps.append(step)
            return
        }
        guard let value = try known(argument: conversion.letter) else {
            step.kind = .text
            step.a = try parser.builder.literal([UInt8(ascii: "?")]).node
            steps.append(step)
            return
        }
        switch conversion.letter {
        case UInt8(ascii: "s"): try text(&step, value)
        case UInt8(ascii: "c"):
            step.kind = .character
            step.a = try number(value).node
        case UInt8(ascii: "p"): try pointer(&step, value, conversion.pointer)
        default: try integer(&step, value, conversion.letter)
        }
        steps.append(step)
    }

    private mutating func number(_ operand: Operand) throws(Uncompilable) -> Operand {
        try parser.builder.cast(operand, bytes: 4, signed: true)
    }

    private mutating func text(_ step: inout Step, _ value: Operand) throws(Uncompilable) {
        step.kind = .text
        var bytesMax = Int64.max
        if case .pointer = value.type, let offset = parser.builder.constant(value),
            let field = parser.format.fields.first(where: { $0.offset == Int(offset) && $0.kind == .array })
        {
            bytesMax = Int64(field.bytes)
        }
        step.a = try parser.builder.text(value, bytesMax: bytesMax).node
    }

    private mutating func integer(_ step: inout Step, _ value: Operand, _ letter: UInt8) throws(Uncompilable) {
        step.signed = letter == UInt8(ascii: "d") || letter == UInt8(ascii: "i")
        step.upper = letter == UInt8(ascii: "X")
        step.base = letter == UInt8(ascii: "o") ? 8 : letter == UInt8(ascii: "x") || step.upper ? 16 : 10
        let operand = try parser.builder.promoted(value)
        let long = UInt8(context.geometry.longBytes)
        if case .pointer = operand.type { throw Uncompilable("an address in the record is printed as a number") }
        let converted = try parser.builder.cast(operand, bytes: max(step.bytes, min(long, 4)), signed: step.signed)
        step.a = converted.node
        let node = parser.builder.nodes[Int(value.node)]
        if step.base == 16, node.op == .load, probe(&step, Int(node.value)) { return }
        let plain =
            step.width == 0 && step.widthNode < 0 && step.precision < 0 && step.precisionNode < 0 && !step.plus && !step.space
        if step.base == 10, plain, node.op == .load, step.bytes >= 4, node.bytes < step.bytes || step.signed == node.signed,
            node.bytes <= step.bytes, !(node.signed && !step.signed)
        {
            step.kind = .decimalField
            step.bytes = node.bytes
            step.signed = node.signed
            step.a = Int32(node.value)
        }
    }

    /// The bytes every record needs for the loads at fixed offsets to stay inside it.
    private func bytesMin() -> Int {
        var bytes = 8
        for node in parser.builder.nodes {
            switch node.op {
            case .load: bytes = max(bytes, Int(node.value) + Int(node.bytes))
            case .dynamicOffset, .dynamicBytes: bytes = max(bytes, Int(node.value) + 4)
            default: break
            }
        }
        return bytes
    }
}

extension PlanCompiler {
    /// Where a probe sits: print_kprobe_event and print_kretprobe_event (kernel/trace/trace_kprobe.c) print symbols for the
    /// "(%lx)" and "(%lx <- %lx)" of the format file, and a return probe's two in the other order.
    private func probe(_ step: inout Step, _ offset: Int) -> Bool {
        guard let field = parser.format.fields.first(where: { $0.offset == offset && $0.name.hasPrefix("__probe_") }) else {
            return false
        }
        step.bytes = UInt8(context.geometry.longBytes)
        switch field.name {
        case "__probe_ip":
            step.kind = .probeAddress
            step.a = Int32(field.offset)
        case "__probe_func":
            guard let other = parser.format.field("__probe_ret_ip") else { return false }
            step.kind = .probeAddress
            step.a = Int32(other.offset)
        case "__probe_ret_ip":
            guard let other = parser.format.field("__probe_func") else { return false }
            step.kind = .probeFunction
            step.a = Int32(other.offset)
        default: return false
        }
        return true
    }
}
