import ArgumentParser
import FleetAPI
import Foundation

struct SelectorOption: ParsableArguments {
    @Option(
        name: [.customShort("l"), .long],
        help: ArgumentHelp(
            "Boards to take, by labels and facts: 'cpu=Cortex-A72,site!=lab', 'soc in (rk3588,bcm2712)', 'name=board-1'. Without it: all.",
            valueName: "selector"))
    var selector = ""

    func validate() throws {
        do {
            _ = try Selector(selector)
        } catch {
            throw ValidationError(error.description)
        }
    }
}

struct Machines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the boards of the fleet: what they are, and which are online.")

    @OptionGroup var selector: SelectorOption
    @Flag(help: "Print everything that is known, as JSON.") var json = false
    @OptionGroup var collector: CollectorOptions

    func run() async throws {
        let machines = try await Client.with(collector) { try await $0.machines(selector: selector.selector) }
        if json { return try Console.json(machines) }
        guard !machines.isEmpty else {
            let which = selector.selector.isEmpty ? "no board has connected yet" : "no board matches '\(selector.selector)'"
            throw Failure(
                .notFound, which,
                hint: "'fleetrace enroll NAME' makes an identity for a board's agent; 'fleetrace machines' shows all")
        }
        Console.print(Machines.table(machines))
    }

    private static func table(_ machines: [Machine]) -> String {
        var table = Table([
            ("BOARD", .left), ("STATE", .left), ("CPU", .left), ("CPUS", .right), ("MODEL", .left), ("KERNEL", .left),
            ("LABELS", .left),
        ])
        for machine in machines {
            let labels = machine.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
            let facts = ["cpu", "cpus", "model", "kernel"].map { machine.facts[$0] ?? "-" }
            table.add([machine.name, state(machine)] + facts + [labels])
        }
        return table.text
    }

    private static func state(_ machine: Machine) -> String {
        if !machine.online { return "away since \(machine.lastSeen.formatted(.iso8601))" }
        return machine.running.isEmpty ? "online" : "tracing"
    }
}
