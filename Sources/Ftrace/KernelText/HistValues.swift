/// Reads what stands behind an entry's keys: " hitcount:  10  nr_sector:  20480" (hist_trigger_print_val).
enum HistValues {
    /// nil when a value is not what the trigger says.
    static func read(_ text: ArraySlice<UInt8>, _ trigger: HistTrigger) -> [HistValue]? {
        var cursor = LineCursor(text)
        var values: [HistValue] = []
        cursor.skipSpaces()
        while !cursor.isAtEnd {
            guard values.count < HistTrigger.columnsMax, let name = name(&cursor) else { return nil }
            let column = trigger.values.first { $0.name == name.text }
            guard let amount = amount(&cursor, isPercent: name.isPercent, column?.modifier) else { return nil }
            values.append(HistValue(name: name.text, amount: amount))
            cursor.skipSpaces()
        }
        return values
    }

    /// "hitcount:" or "hitcount (%):"
    private static func name(_ cursor: inout LineCursor) -> (text: String, isPercent: Bool)? {
        guard let text = cursor.take(before: ":"), !text.isEmpty else { return nil }
        let percent = text.suffix(4).elementsEqual(" (%)".utf8)
        return ((percent ? text.dropLast(4) : text).string, percent)
    }

    private static func amount(_ cursor: inout LineCursor, isPercent: Bool, _ modifier: String?) -> HistValue.Amount? {
        if modifier == "graph", cursor.skip(" ") { return cursor.take(20).map { .graph($0.string) } }
        cursor.skipSpaces()
        if isPercent { return percent(&cursor) }
        if modifier == "hex" { return cursor.hex().map { .hexadecimal($0) } }
        return cursor.unsigned().map { .number($0) }
    }

    /// " 12.34", with two decimals always.
    private static func percent(_ cursor: inout LineCursor) -> HistValue.Amount? {
        if cursor.skip("[ERROR]") { return .percent(hundredths: nil) }
        guard let whole = cursor.integer(UInt32.self), cursor.skip("."), let part = cursor.take(2), part.allSatisfy(\.isDigit)
        else {
            return nil
        }
        return .percent(hundredths: part.reduce(UInt64(whole)) { $0 * 10 + UInt64($1 - 0x30) })
    }

    /// "\tmax:   74  next_prio:   19  next_comm: cyclictest                      ": strings are padded to 32 columns.
    static func tracked(_ line: ArraySlice<UInt8>) -> HistTracked? {
        var cursor = LineCursor(line)
        guard cursor.skip("\t"), let word = cursor.take(before: ":"), let handler = HistTracked.Handler(rawValue: word.string)
        else {
            return nil
        }
        cursor.skipSpaces()
        guard let value = cursor.unsigned() else { return nil }
        var saved: [HistValue] = []
        while !cursor.isAtEnd {
            guard saved.count < HistTrigger.columnsMax, cursor.skip("  "), let name = cursor.take(before: ": ") else { return nil }
            saved.append(HistValue(name: name.string, amount: savedAmount(&cursor)))
        }
        return HistTracked(handler: handler, value: value, saved: saved)
    }

    /// A number fills at least 10 columns from the right; whatever else is there is a string.
    private static func savedAmount(_ cursor: inout LineCursor) -> HistValue.Amount {
        var number = cursor
        number.skipSpaces()
        let value = number.unsigned()
        let isPadded = cursor.rest.count - number.rest.count >= 10
        // Ten digits as a string are told by their padding on the right.
        let ends = number.isAtEnd || (number.rest.hasPrefix("  ") && !number.rest.hasPrefix("   "))
        if let value, isPadded, ends {
            cursor = number
            return .number(value)
        }
        let padded = cursor.rest.prefix(32)
        let text = padded.count == 32 && padded.last != 0x20 ? cursor.rest.prefix { $0 != 0x20 } : padded
        _ = cursor.take(max(text.count, min(32, cursor.rest.count)))
        return .string(text.withoutTrailingSpaces.string)
    }
}
