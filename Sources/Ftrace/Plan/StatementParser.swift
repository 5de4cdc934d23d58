/// GNU C's statement expressions, as the kernel's min(), max() and clamp() leave them in print formats:
/// `({ int x = (REC->a); int y = (128); x < y ? x : y; })`.
extension ExpressionParser {
    /// Behind "({", up to and with "})". The value is that of the last statement.
    mutating func statements() throws(Uncompilable) -> Operand {
        var last: Operand?
        while !accept("}") {
            if accept(";") { continue }
            if let name = declaredAhead() {
                step(name.tokens)
                locals[name.name] = try initialized(name.type)
                last = nil
            } else {
                last = try statement()
            }
            guard token == .symbol("}") || accept(";") else { throw Uncompilable("\(describe(token)) in a statement expression") }
        }
        try expect(")")
        guard let last else { throw Uncompilable("a statement expression without a value") }
        return last
    }

    /// An expression; nil for what only checks something while the kernel is compiled, like `(void)(&x == &y)`.
    private mutating func statement() throws(Uncompilable) -> Operand? {
        if token == .name("_Static_assert") || token == .name("static_assert")
            || (token == .symbol("(") && peek(1) == .name("void") && peek(2) == .symbol(")"))
        {
            skipStatement()
            return nil
        }
        return try expression()
    }

    private mutating func skipStatement() {
        var open = 0
        while token != .end {
            if token == .symbol("(") || token == .symbol("{") { open += 1 }
            if token == .symbol(")") || token == .symbol("}") {
                if open == 0 { return }
                open -= 1
            }
            if token == .symbol(";") && open == 0 { return }
            step()
        }
    }

    private mutating func initialized(_ type: CastType?) throws(Uncompilable) -> Operand {
        let value = try expression()
        guard let type, !type.isPointer, case .integer = value.type else { return value }
        return try builder.cast(value, bytes: type.bytes, signed: type.signed)
    }

    /// A declaration `TYPE name =` that begins here: how many tokens it takes, with the "=". The type is nil where it is
    /// that of the value: `typeof(x) y =`, `__auto_type y =`.
    private func declaredAhead() -> (name: String, type: CastType?, tokens: Int)? {
        var ahead = 0
        if token == .name("const") { ahead = 1 }
        if [.name("typeof"), .name("__typeof__"), .name("__auto_type")].contains(peek(ahead)) {
            ahead += 1
            if peek(ahead) == .symbol("(") {
                guard let end = closing(ahead) else { return nil }
                ahead = end + 1
            }
            guard case .name(let name) = peek(ahead), peek(ahead + 1) == .symbol("=") else { return nil }
            return (name, nil, ahead + 2)
        }
        var words: [String] = []
        var stars = 0
        ahead = 0
        while words.count < 8 {
            if peek(ahead) == .symbol("*") {
                stars += 1
            } else if case .name(let word) = peek(ahead) {
                words.append(word)
            } else {
                break
            }
            ahead += 1
        }
        guard words.count >= 2, peek(ahead) == .symbol("="), let name = words.popLast(),
            let type = namedType(words, stars: stars)
        else { return nil }
        return (name, type, ahead + 1)
    }

    /// How far ahead the parenthesis that opens at `start` closes.
    private func closing(_ start: Int) -> Int? {
        var open = 0
        for ahead in start..<(start + 4096) {
            switch peek(ahead) {
            case .symbol("("): open += 1
            case .symbol(")"):
                open -= 1
                if open == 0 { return ahead }
            case .end: return nil
            default: break
            }
        }
        return nil
    }
}
