/// Events that users define: kprobe, kretprobe, fprobe, uprobe, uretprobe and event probes (print_kprobe_event and its
/// siblings in kernel/trace/trace_*probe.c, trace_probe_print_args in trace_probe.c). Their formats tell them by the
/// names of the first fields; only how each argument is printed is taken from the print format.
final class ProbeText: RecordText {
    private let context: TextContext
    private let name: [UInt8]
    private let place: Place
    private let arguments: [ProbeArgument]
    let bytesMin: Int

    /// MAX_TRACE_ARGS (kernel/trace/trace_probe.h) and two addresses: each is looked for in the whole print format.
    private static let fieldsMax = 130

    private enum Place {
        case entry(ip: IntegerField)
        case exit(function: IntegerField, returned: IntegerField)
        case event([UInt8])
    }

    /// Nil when the event is none of a probe's, or has an argument that probes cannot have.
    init?(_ format: Format, _ context: TextContext) {
        guard format.own.count <= Self.fieldsMax, let place = Self.place(format, context) else { return nil }
        var arguments: [ProbeArgument] = []
        for field in format.own where !field.name.hasPrefix("__probe_") {
            guard let argument = ProbeArgument(field, format.printFormat) else { return nil }
            arguments.append(argument)
        }
        self.context = context
        self.place = place
        self.arguments = arguments
        name = Array("\(format.name): (".utf8)
        bytesMin = max(8, format.bytesMin)
    }

    private static func place(_ format: Format, _ context: TextContext) -> Place? {
        if let ip = IntegerField(format, "__probe_ip") { return .entry(ip: ip) }
        if let function = IntegerField(format, "__probe_func"), let returned = IntegerField(format, "__probe_ret_ip") {
            return .exit(function: function, returned: returned)
        }
        // Event probes have arguments only. What they watch stands in dynamic_events alone.
        let watched = context.dynamicEvents.event(watchedBy: "\(format.system)/\(format.name)")
        guard watched != nil || format.system == "eprobes" else { return nil }
        return .event(watched ?? Array("?".utf8))
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put(name[...])
        switch place {
        case .entry(let ip): address(ip.load(record), offset: true, &text)
        case .exit(let function, let returned):
            address(returned.load(record), offset: true, &text)
            text.put(" <- ")
            address(function.load(record), offset: false, &text)
        case .event(let watched): text.put(watched[...])
        }
        text.put(")")
        text.endPiece()
        for argument in arguments { argument.print(record, context, &text) }
        text.put("\n")
    }

    /// A kernel address by its symbol. Uprobes print theirs as numbers, and nothing but the address tells them apart.
    private func address(_ value: Int64, offset: Bool, _ text: inout TextBuffer) {
        let address = UInt64(bitPattern: value) & (context.geometry.longBytes == 8 ? UInt64.max : UInt64(UInt32.max))
        guard text.symbolCache.find(address, context.symbols).name != nil else {
            text.put("0x")
            return text.putHex(address)
        }
        context.symbols.printFunction(address, offset: offset, &text)
        context.printAddress(address, &text)
    }
}

/// One argument of a probe: ` name=value`, or ` name={value,value}`.
struct ProbeArgument: Sendable {
    private let label: [UInt8]
    private let field: Field
    private let elementBytes: Int
    private let count: Int?
    private let kind: Kind

    private enum Kind: Sendable {
        case number(signed: Bool)
        case hex
        case character
        case symbol
        case string
    }

    init?(_ field: Field, _ printFormat: [UInt8]) {
        label = Array(" \(field.name)=".utf8)
        guard let place = Self.find(label, in: printFormat) else { return nil }
        var conversion = printFormat[place...]
        let isArray = conversion.first == UInt8(ascii: "{")
        if isArray { conversion.removeFirst() }
        guard let kind = Self.kind(conversion) else { return nil }
        self.kind = kind
        self.field = field
        if case .string = kind {
            guard field.kind == .dynamic else { return nil }
            elementBytes = 4
        } else if isArray {
            elementBytes = Field.bytes(ofType: field.type)
        } else {
            elementBytes = field.bytes
        }
        guard [1, 2, 4, 8].contains(elementBytes), isArray || field.bytes == elementBytes else { return nil }
        count = isArray ? field.bytes / elementBytes : nil
    }

    /// Where the text after `label` begins.
    private static func find(_ label: [UInt8], in text: [UInt8]) -> Int? {
        var start = 0
        while start + label.count < text.count {
            if text[start..<(start + label.count)].elementsEqual(label) { return start + label.count }
            start += 1
        }
        return nil
    }

    /// The conversions of kernel/trace/trace_probe.c (DEFINE_BASIC_PRINT_TYPE_FUNC and what follows it).
    private static func kind(_ text: ArraySlice<UInt8>) -> Kind? {
        if text.hasPrefix("%pS") { return .symbol }
        if text.hasPrefix("\\\"%s") { return .string }
        if text.hasPrefix("'%c") { return .character }
        if text.hasPrefix("0x%x") || text.hasPrefix("0x%Lx") { return .hex }
        if text.hasPrefix("%d") || text.hasPrefix("%Ld") { return .number(signed: true) }
        if text.hasPrefix("%u") || text.hasPrefix("%Lu") { return .number(signed: false) }
        return nil
    }

    func print(_ record: Record, _ context: TextContext, _ text: inout TextBuffer) {
        text.put(label[...])
        text.endPiece()
        guard let count else {
            value(record, field.offset, context, &text)
            return text.endPiece()
        }
        text.put("{")
        for index in 0..<count {
            if index > 0 { text.put(",") }
            text.endPiece()
            value(record, field.offset + index * elementBytes, context, &text)
        }
        text.put("}")
    }

    private func value(_ record: Record, _ offset: Int, _ context: TextContext, _ text: inout TextBuffer) {
        switch kind {
        case .number(let signed):
            let value = record.load(offset, bytes: UInt8(elementBytes), signed: signed)
            if signed { text.putDecimal(value) } else { text.putDecimal(UInt64(bitPattern: value)) }
        case .hex:
            text.put("0x")
            text.putHex(UInt64(bitPattern: record.load(offset, bytes: UInt8(elementBytes), signed: false)))
        case .character:
            text.put("'")
            text.put(record.u8(offset))
            text.put("'")
        case .symbol:
            let address = record.load(offset, bytes: UInt8(elementBytes), signed: false)
            context.symbols.print(UInt64(bitPattern: address), offset: true, &text)
        case .string:
            let location = record.integer(offset, as: UInt32.self)
            if location >> 16 == 0 { return text.put("(fault)") }
            text.put("\"")
            record.printString(Int(location & 0xffff), &text)
            text.put("\"")
        }
    }
}
