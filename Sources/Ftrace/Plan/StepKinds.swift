extension Step {
    /// No width, precision or sign to print: the value alone.
    private var isPlain: Bool {
        width == 0 && widthNode < 0 && precision < 0 && precisionNode < 0 && !plus && !space && !special && !zero
    }

    /// The same step as one of the kinds that `Plan.print` writes by itself, where it is one.
    func specialized(_ nodes: [Node]) -> Step {
        let plain = specializedPlain(nodes)
        return plain.kind == kind ? remembered(nodes) : plain
    }

    /// A text or a padded number that one field alone decides is made once for each value.
    private func remembered(_ nodes: [Node]) -> Step {
        guard kind == .text || kind == .integer, a >= 0, widthNode < 0, precisionNode < 0, width < Int32(TextMemo.bytesMax),
            let field = Self.onlyField(Int(a), nodes)
        else { return self }
        var step = self
        step.made = kind
        step.kind = .memo
        step.b = Int32(field.value)
        step.fieldBytes = field.bytes
        return step
    }

    /// The load that all record bytes of an expression come from; nil when there is none, or another.
    private static func onlyField(_ index: Int, _ nodes: [Node]) -> Node? {
        var found: Node?
        var waiting = [index]
        var looked = 0
        while let next = waiting.popLast() {
            looked += 1
            guard looked < 256, nodes.indices.contains(next) else { return nil }
            let node = nodes[next]
            switch node.op {
            case .load:
                if let found, found.value != node.value || found.bytes != node.bytes { return nil }
                found = node
            case .constant, .literal, .cast, .negate, .complement, .not, .add, .subtract, .multiply, .divide, .remainder, .and, .or,
                .exclusiveOr, .shiftLeft, .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .bothTrue,
                .eitherTrue, .select, .otherwise, .flags, .symbolic:
                waiting += node.operands.map(Int.init)
            default: return nil
            }
        }
        return found
    }

    private func specializedPlain(_ nodes: [Node]) -> Step {
        guard isPlain else { return self }
        switch kind {
        case .decimalField: return decimal()
        case .integer where base == 16 && !upper: return hexadecimal(nodes)
        case .text: return fieldText(nodes)
        default: return self
        }
    }

    private func decimal() -> Step {
        var step = self
        switch (bytes, signed) {
        case (4, true): step.kind = .signed32
        case (4, false): step.kind = .unsigned32
        case (8, true): step.kind = .signed64
        case (8, false): step.kind = .unsigned64
        default: break
        }
        return step
    }

    private func hexadecimal(_ nodes: [Node]) -> Step {
        var node = nodes[Int(a)]
        // A load that is only taken for unsigned at its own width.
        if node.op == .cast, !node.signed, nodes[Int(node.a)].op == .load, nodes[Int(node.a)].bytes == node.bytes {
            node = nodes[Int(node.a)]
            node.signed = false
        }
        guard node.op == .load, !node.signed, node.bytes <= bytes else { return self }
        var step = self
        step.kind = .hexField
        step.bytes = node.bytes
        step.signed = false
        step.a = Int32(node.value)
        return step
    }

    private func fieldText(_ nodes: [Node]) -> Step {
        let node = nodes[Int(a)]
        guard node.op == .string else { return self }
        let start = nodes[Int(node.a)]
        var step = self
        switch start.op {
        case .constant where node.value == 16:
            step.kind = .text16
            step.a = Int32(start.value)
        case .constant where node.value < Plan.fieldBytesMax:
            step.kind = .textField
            step.a = Int32(start.value)
            step.b = Int32(node.value)
        case .dynamicOffset:
            step.kind = .dynamicText
            step.a = Int32(start.value)
            step.b = max(0, start.b)
        default: return self
        }
        return step
    }

    /// What it writes at most, when `Plan.print` writes it; a dynamic field's text is counted apart.
    var roomBytes: Int {
        switch kind {
        case .literal, .textField: Int(b) + Cursor.slack
        case .memo: TextMemo.bytesMax + Cursor.slack
        case .function, .caller: Symbols.nameBytesMax + Cursor.slack
        default: Cursor.numberBytesMax + Cursor.slack
        }
    }

    /// Bytes that a record must have for it, besides those of its nodes.
    var recordBytesMin: Int {
        switch kind {
        case .text16: Int(a) + 16
        case .textField: Int(a) + Int(b)
        case .dynamicText: Int(a) + 4
        case .memo: Int(b) + Int(fieldBytes)
        case .signed32, .unsigned32, .signed64, .unsigned64, .decimalField, .hexField, .hexPrefixed, .function, .caller:
            Int(a) + Int(bytes)
        default: 0
        }
    }
}

extension Plan {
    /// A field in place longer than this is printed the slow way.
    static let fieldBytesMax: Int64 = 4096
}
