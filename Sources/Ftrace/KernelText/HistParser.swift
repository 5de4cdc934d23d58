/// Reads a hist file line by line; everything belongs to the trigger named last.
struct HistParser {
    private(set) var histograms: [Histogram] = []
    private var keys: HistKeys?
    private var entryLine = 0
    /// After "Snapshot taken", the keys that are read belong to it.
    private var snapshot: (condition: String, value: UInt64)?
    private var inTotals = false

    mutating func read(_ line: ArraySlice<UInt8>, _ number: Int, _ faults: inout KernelText.Faults) {
        if keys != nil {
            continued(line, number, &faults)
        } else if line.isEmpty || line.hasPrefix("#") {
            comment(line)
        } else if histograms.isEmpty {
            faults.add(line: number, "\"# trigger info: hist:…\" before anything else")
        } else if line.hasPrefix("{ ") {
            entryLine = number
            keys = HistKeys(histograms[histograms.count - 1].trigger)
            take(line.dropFirst(2), number, &faults)
        } else if line.first == UInt8(ascii: "\t") {
            tracked(line, number, &faults)
        } else if line.hasPrefix("Totals:") {
            inTotals = true
        } else if !line.hasPrefix("Snapshot taken"), !(inTotals && total(line)) {
            faults.add(line: number, "an entry of a histogram, or its totals")
        }
    }

    mutating func finish(_ faults: inout KernelText.Faults) {
        if keys != nil { faults.add(line: entryLine, "the end of the entry that begins here") }
    }

    private mutating func comment(_ line: ArraySlice<UInt8>) {
        guard line.hasPrefix("# trigger info: ") else { return }
        histograms.append(Histogram(trigger: HistTrigger(line.dropFirst(16))))
        inTotals = false
    }

    /// A line within an entry with a stack: one more frame, or what follows the last.
    private mutating func continued(_ line: ArraySlice<UInt8>, _ number: Int, _ faults: inout KernelText.Faults) {
        guard keys?.frame(line) != true else { return }
        take(line, number, &faults)
    }

    private mutating func take(_ line: ArraySlice<UInt8>, _ number: Int, _ faults: inout KernelText.Faults) {
        guard let rest = keys?.read(line) else {
            (keys, snapshot) = (nil, nil)
            return faults.add(line: number, "the keys that the trigger names, in braces")
        }
        guard let read = keys, !read.isInStack else { return }
        keys = nil
        let last = histograms.count - 1
        if let (condition, value) = snapshot {
            snapshot = nil
            histograms[last].snapshot = HistSnapshot(condition: condition, value: value, keys: read.keys)
            return
        }
        guard let values = HistValues.read(rest, histograms[last].trigger) else {
            return faults.add(line: number, "\"NAME: VALUE\" behind the keys")
        }
        histograms[last].entries.append(HistEntry(line: entryLine, keys: read.keys, values: values))
    }

    /// What onmax and onchange print below an entry, or about a snapshot.
    private mutating func tracked(_ line: ArraySlice<UInt8>, _ number: Int, _ faults: inout KernelText.Faults) {
        let last = histograms.count - 1
        var cursor = LineCursor(line.dropFirst())
        if cursor.skip("triggering value { ") {
            guard let condition = cursor.take(before: " }: ") else { return faults.add(line: number, "the snapshot's value") }
            cursor.skipSpaces()
            guard let value = cursor.unsigned(), cursor.skip("\ttriggered by event with key: { ") else {
                return faults.add(line: number, "\"triggered by event with key: { … }\"")
            }
            snapshot = (condition.string, value)
            entryLine = number
            keys = HistKeys(histograms[last].trigger)
            take(cursor.rest, number, &faults)
        } else if let tracked = HistValues.tracked(line), let entry = histograms[last].entries.indices.last {
            histograms[last].entries[entry].tracked = tracked
        } else {
            faults.add(line: number, "\"max: N\" or \"changed: N\" below an entry")
        }
    }

    private mutating func total(_ line: ArraySlice<UInt8>) -> Bool {
        let last = histograms.count - 1
        var cursor = LineCursor(line.trimmed)
        guard let name = cursor.take(before: ": "), let value = cursor.unsigned(), cursor.isAtEnd else { return false }
        switch name.string {
        case "Hits": histograms[last].hits = value
        case "Entries": histograms[last].entryCount = value
        case "Dropped": histograms[last].dropped = value
        default: return false
        }
        return true
    }
}
