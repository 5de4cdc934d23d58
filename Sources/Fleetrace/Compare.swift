import ArgumentParser
import FleetAPI

struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare a measurement across the fleet.", subcommands: [CompareHwlat.self])
}

struct CompareHwlat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hwlat",
        abstract: "Compare hardware latency by CPU, kernel, firmware or any label or fact.",
        discussion: """
            A sample is one window in which the hardware took the CPU away for longer than the threshold; its inner and outer \
            latency are the longest within and between two readings of the clock, in microseconds. The rate is samples per second \
            that was really sampled. Boards that were measured with unequal parameters never share a row.
            """)

    @Option(help: ArgumentHelp("The label or fact to compare by: cpu, model, kernel, firmware, site …", valueName: "key"))
    var by: String

    @Option(help: ArgumentHelp("Only these traces; may be repeated. Without it: every delivered hwlat trace.", valueName: "id"))
    var trace: [String] = []

    @OptionGroup var selector: SelectorOption
    @Flag(help: "Print everything, as JSON.") var json = false
    @OptionGroup var collector: CollectorOptions

    func run() async throws {
        let comparison = try await Client.with(collector) {
            try await $0.compareHwlat(by: by, traces: trace, selector: selector.selector)
        }
        if json { return try Console.json(comparison) }
        for left in comparison.leftOut {
            Console.note("left out: trace \(left.trace) on \(left.machine): \(left.reason)")
        }
        guard !comparison.groups.isEmpty else {
            throw Failure(
                .notFound, "there is no delivered hwlat trace to compare", hint: "'fleetrace trace hwlat --for 30s' takes one")
        }
        Console.print(comparison.text)
    }
}

extension HwlatComparison {
    /// One table for each set of parameters, which its heading names.
    var text: String {
        let sets = Dictionary(grouping: groups, by: \.parameters).sorted { $0.key.text < $1.key.text }
        return sets.map { parameters, groups in
            "hwlat by \(by): \(parameters.text)\n\(table(groups.sorted { $0.value < $1.value }))\(footnote(groups))"
        }.joined(separator: "\n\n")
    }

    private func table(_ groups: [HwlatGroup]) -> String {
        var table = Table([
            (by.uppercased(), .left), ("BOARDS", .right), ("SAMPLES", .right), ("SAMPLED", .right), ("SAMPLES/S", .right),
            ("HITS/S", .right),
            ("INNER p50", .right), ("p99", .right), ("max us", .right), ("OUTER p50", .right), ("p99", .right), ("max us", .right),
            ("NMI", .right), ("LOST", .right),
        ])
        for group in groups {
            table.add(
                [
                    group.value, "\(group.boards.count)", "\(group.samples)",
                    group.sampledSeconds.fixed(2) + " s" + (group.sampledMeasured ? "" : "*"),
                    group.samplesPerSampledSecond.fixed(2), group.hitsPerSampledSecond.fixed(1),
                ] + group.inner.cells + group.outer.cells + ["\(group.nmis)", "\(group.lost)"])
        }
        return table.text
    }

    private func footnote(_ groups: [HwlatGroup]) -> String {
        groups.allSatisfy(\.sampledMeasured)
            ? "" : "\n* computed as width x windows x threads: a board could not measure how long its threads sampled"
    }
}

extension HwlatParameters {
    var text: String {
        let times = [("width", widthUs), ("window", windowUs), ("threshold", thresholdUs)]
        return times.map { "\($0.0) \(Quantity(microseconds: $0.1).text)" }.joined(separator: ", ") + ", mode \(mode)"
    }
}

extension Distribution {
    var cells: [String] { ["\(p50Us)", "\(p99Us)", "\(maxUs)"] }
}
