import FleetAPI

/// Boards' tallies gathered into the groups of a comparison. No I/O.
struct HwlatGroups {
    struct Contribution {
        let machine: Machine
        let trace: String
        let conditions: HwlatConditions
        let tally: HwlatTally
        let lost: UInt64
    }

    private struct Key: Hashable {
        let value: String
        let parameters: HwlatParameters
    }

    private struct Group {
        var boards: Set<String> = []
        var traces: Set<String> = []
        var kernels: Set<String> = []
        var sampledSeconds = 0.0
        var measured = true
        var lost: UInt64 = 0
        var tally = HwlatTally()
    }

    let by: String
    private var groups: [Key: Group] = [:]

    init(by: String) {
        self.by = by
    }

    mutating func add(_ part: Contribution) {
        let key = Key(value: part.machine[by] ?? "-", parameters: part.conditions.parameters)
        var group = groups.removeValue(forKey: key) ?? Group()
        group.boards.insert(part.machine.name)
        group.traces.insert(part.trace)
        group.kernels.insert(part.machine.kernel)
        group.sampledSeconds += part.conditions.sampledSeconds
        group.measured = group.measured && part.conditions.measured
        group.lost += part.lost
        group.tally.add(part.tally)
        groups[key] = group
    }

    /// In the order of the values, then of the parameters.
    func comparison(leftOut: [HwlatComparison.LeftOut]) -> HwlatComparison {
        let ordered = groups.sorted { left, right in
            (left.key.value, left.key.parameters.order) < (right.key.value, right.key.parameters.order)
        }
        return HwlatComparison(
            by: by,
            groups: ordered.map { key, group in
                HwlatGroup(
                    value: key.value, parameters: key.parameters, boards: group.boards.sorted(), traces: group.traces.sorted(),
                    kernels: group.kernels.sorted(), samples: group.tally.samples, hits: group.tally.hits,
                    sampledSeconds: group.sampledSeconds, sampledMeasured: group.measured, inner: Distribution(group.tally.inner),
                    outer: Distribution(group.tally.outer), nmis: group.tally.nmis, lost: group.lost)
            }, leftOut: leftOut)
    }
}

extension HwlatParameters {
    fileprivate var order: String { [widthUs, windowUs, thresholdUs].map { "\($0 + (1 << 32))" }.joined(separator: " ") + mode }
}

extension Machine {
    /// "-" when the board did not say.
    var kernel: String { facts["kernel"] ?? "-" }
}
