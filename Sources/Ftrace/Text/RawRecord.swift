/// The numbers of one kind of record in the forms raw, hex and bin (the `raw`, `hex` and `binary` functions in
/// kernel/trace/trace_output.c).
struct RawRecord {
    private enum Shape {
        /// Numbers with spaces between them.
        case numbers
        /// `: IP : message`, and `# IP message`.
        case message(prefix: StaticString, separator: StaticString)
        /// The ordinary text.
        case ordinary
    }

    private enum Item {
        case decimal(IntegerField)
        case hex(IntegerField)
        /// Nine digits.
        case nanoseconds(IntegerField)
        /// A task's state: its letter.
        case state(IntegerField)
        case character(UInt8)
        /// Two halves of a number.
        case halves(IntegerField, IntegerField)
    }

    let bytesMin: Int
    private let form: RawLines.Form
    private let shape: Shape
    private let items: [(item: Item, bytes: Int)]

    /// Nil when the kind has no such form.
    init?(_ format: Format, _ form: RawLines.Form) {
        guard format.system == "ftrace" else { return nil }
        var items: [(item: Item, bytes: Int)] = []
        func add(_ name: String, _ make: (IntegerField) -> Item) {
            guard let field = IntegerField(format, name) else { return }
            items.append((make(field), format.field(name)?.bytes ?? 0))
        }
        switch format.name {
        case "function":
            add("ip", Item.hex)
            add("parent_ip", Item.hex)
        case "context_switch", "wakeup":
            add("prev_pid", Item.decimal)
            add("prev_prio", Item.decimal)
            let wakes = format.name == "wakeup" && form != .binary
            add("prev_state") { wakes ? .character(UInt8(ascii: "+")) : .state($0) }
            for name in ["next_cpu", "next_pid", "next_prio"] { add(name, Item.decimal) }
            add("next_state", Item.state)
        case "hwlat" where form == .decimal:
            for name in ["duration", "outer_duration", "tv_sec"] { add(name, Item.decimal) }
            add("tv_nsec", Item.nanoseconds)
            add("seqnum", Item.decimal)
        case "osnoise" where form == .decimal:
            for name in [
                "runtime", "noise", "max_sample", "hw_count", "nmi_count", "irq_count", "softirq_count", "thread_count",
            ] { add(name, Item.decimal) }
        case "timerlat" where form == .decimal:
            for name in ["seqnum", "context", "timer_latency"] { add(name, Item.decimal) }
        case "func_repeats" where form == .decimal:
            for name in ["ip", "parent_ip", "count"] { add(name, Item.decimal) }
            guard let low = IntegerField(format, "bottom_delta_ts") else { return nil }
            add("top_delta_ts") { .halves($0, low) }
        case "bputs" where form == .decimal, "bprint" where form == .decimal, "print" where form == .decimal:
            add("ip", Item.hex)
        case "raw_data" where form == .decimal: break
        default: return nil
        }
        shape =
            switch format.name {
            case "bputs", "bprint": .message(prefix: ": ", separator: " : ")
            case "print": .message(prefix: "# ", separator: " ")
            case "raw_data": .ordinary
            default: .numbers
            }
        self.form = form
        self.items = items
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ lines: LinePrinter, _ text: inout TextBuffer) {
        switch shape {
        case .ordinary: lines.printBody(record, &text)
        case .message(let prefix, let separator):
            text.put(prefix)
            if let ip = items.first { decimal(ip.item, record, &text) }
            text.put(separator)
            lines.printMessage(record, &text)
        case .numbers: numbers(record, &text)
        }
    }

    private func numbers(_ record: Record, _ text: inout TextBuffer) {
        for (index, (item, bytes)) in items.enumerated() {
            switch form {
            case .decimal:
                if index > 0 { text.put(" ") }
                decimal(item, record, &text)
            case .hex: hex(item, bytes, record, &text)
            case .binary:
                text.putMemory(UInt64(bitPattern: number(item, record)), bytes: bytes, bigEndian: record.bigEndian)
            }
        }
        if form == .decimal { text.put("\n") }
    }

    private func decimal(_ item: Item, _ record: Record, _ text: inout TextBuffer) {
        switch item {
        case .hex(let field): text.putHex(UInt64(bitPattern: field.load(record)))
        case .nanoseconds(let field): text.putDecimal(UInt64(bitPattern: field.load(record)), width: 9, with: 0x30)
        case .state(let field): text.put(Self.letter(field.load(record)))
        case .character(let byte): text.put(byte)
        case .decimal, .halves: text.putDecimal(number(item, record))
        }
    }

    /// A letter is an int to the kernel here.
    private func hex(_ item: Item, _ bytes: Int, _ record: Record, _ text: inout TextBuffer) {
        switch item {
        case .state(let field): text.putHexField(UInt64(Self.letter(field.load(record))), bytes: 4)
        case .character(let byte): text.putHexField(UInt64(byte), bytes: 4)
        default: text.putHexField(UInt64(bitPattern: number(item, record)), bytes: bytes)
        }
    }

    private func number(_ item: Item, _ record: Record) -> Int64 {
        switch item {
        case .decimal(let field), .hex(let field), .nanoseconds(let field), .state(let field): field.load(record)
        case .character(let byte): Int64(byte)
        case .halves(let high, let low): high.load(record) << 32 | low.load(record)
        }
    }

    /// task_index_to_char in include/linux/sched.h.
    private static func letter(_ state: Int64) -> UInt8 {
        let letters: StaticString = "RSDTtXZPI"
        guard state >= 0, state < Int64(letters.utf8CodeUnitCount) else { return UInt8(ascii: "?") }
        return letters.utf8Start[Int(state)]
    }
}
