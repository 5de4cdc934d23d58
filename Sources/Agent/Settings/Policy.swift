/// What this board lets a collector do, whatever the collector asks. A collector that was broken
/// into can do no more than this file allows.
public struct Policy: Equatable {
    /// Names of the tracers that may be started.
    public var tracers = ["hwlat", "events"]
    /// Seconds a trace may run. A trace that names no duration ends then.
    public var durationMaxS: UInt64 = 86400
    /// KiB of ring buffer per CPU.
    public var bufferKbMax: UInt32 = 16384
    /// hwlat spins with interrupts off for width of every window: at most so many percent of it.
    public var hwlatDutyPercentMax: UInt64 = 75

    public init() {}

    static func read(_ path: String?) throws(StartError) -> Policy {
        guard let path else { return Policy() }
        return try parse(try KeyValueFile.read(path))
    }

    static func parse(_ entries: [KeyValueFile.Entry]) throws(StartError) -> Policy {
        var policy = Policy()
        for entry in entries {
            switch entry.key {
            case "tracers": policy.tracers = try tracers(entry)
            case "duration-max-s": policy.durationMaxS = try number(entry, 1...31_536_000)
            case "buffer-kb-max": policy.bufferKbMax = UInt32(try number(entry, 1...4_194_304))
            case "hwlat-duty-percent-max": policy.hwlatDutyPercentMax = try number(entry, 1...100)
            default:
                throw StartError(
                    code: .usage,
                    message: "\(entry.place): unknown rule \"\(entry.key)\"; known are tracers, duration-max-s, buffer-kb-max, "
                        + "hwlat-duty-percent-max")
            }
        }
        return policy
    }

    private static func tracers(_ entry: KeyValueFile.Entry) throws(StartError) -> [String] {
        let names = entry.value.split { $0 == 0x2c || $0 <= 0x20 }
        for name in names where Tracer.named(name) == nil {
            throw .value(entry, "a list of tracers out of \(Tracer.names.joined(separator: ", "))")
        }
        return names
    }

    private static func number(_ entry: KeyValueFile.Entry, _ range: ClosedRange<UInt64>) throws(StartError) -> UInt64 {
        guard let value = UInt64(entry.value), range.contains(value) else {
            throw .value(entry, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
