import FleetAPI
import Foundation

/// An emulated ARM64 board: a real kernel on a CPU that QEMU emulates, and the static agent.
struct Board: Sendable {
    let name: String
    /// What the agent should call its CPU.
    let cpu: String
    private let folder: URL
    private let leash: Program

    /// Boots it with an identity of the collector's.
    init(_ name: String, model: String, cpu: String, collector: CollectorProcess) async throws {
        self.name = name
        self.cpu = cpu
        folder = try Place.folder("boards/\(name)")
        let overlay = try Place.folder("boards/\(name)/overlay/etc/fleetrace")
        let enrolled = try await collector.fleetrace("enroll", name, "--to", overlay.appending(path: "identity").path)
        guard enrolled.status == 0 else { throw HarnessError("fleetrace enroll \(name): \(enrolled.err)") }
        let configuration = """
            collector = 10.0.2.2:\(collector.boardPort)
            identity = /etc/fleetrace/identity
            label = model=\(model)

            """
        try Data(configuration.utf8).write(to: overlay.appending(path: "agent.conf"))
        try Data((name + "\n").utf8).write(to: overlay.deletingLastPathComponent().appending(path: "hostname"))
        leash = try Program(
            Place.vm.appending(path: "board"), [folder.path, model, folder.appending(path: "overlay").path],
            environment: ["FLEETRACE_VM_LIFE": "7200"])
    }

    /// What a shell command on the board prints.
    @discardableResult
    func sh(_ command: String) async throws -> String {
        let output = try await Program.run(Place.vm.appending(path: "sh"), [folder.path, command])
        guard output.status == 0 else {
            throw HarnessError("\(name): '\(command)' exited with \(output.status): \(output.out)\(output.err)")
        }
        return output.out
    }

    /// Every setting of the board's tracefs with its value.
    func settings() async throws -> String { try await sh("tracefs-snapshot") }

    func agentLog() async throws -> String { try await sh("cat /var/log/agent.log") }

    /// What the kernel itself says of a trace, while the agent stands still and nothing is recorded any more.
    struct Witness: Sendable {
        /// Events that each CPU's buffer was given, from per_cpu/cpuN/stats.
        var written: [UInt32: UInt64]
        /// The lines of the instance's `trace` file, comments and all.
        var text: [String]
    }

    func witness(_ trace: String) async throws -> Witness {
        let instance = "/sys/kernel/tracing/instances/fleetrace-\(trace)"
        try await sh("kill -STOP $(agent pid) && echo 0 >\(instance)/tracing_on")
        let stats = try await sh(
            """
            for stats in \(instance)/per_cpu/cpu*/stats; do
                cpu=${stats%/stats}
                awk -v cpu=${cpu##*cpu} '/^(entries|overrun|commit overrun|dropped events|read events):/ { n += $NF } END { print cpu, n }' $stats
            done
            """)
        let text = try await sh("cat \(instance)/trace").lines
        try await sh("kill -CONT $(agent pid)")
        var written: [UInt32: UInt64] = [:]
        for line in stats.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let cpu = UInt32(words[0]), let count = UInt64(words[1]) else {
                throw HarnessError("\(name): unexpected stats: \(stats)")
            }
            written[cpu] = count
        }
        return Witness(written: written, text: text)
    }

    /// Events that a CPU's buffer was given so far.
    func written(_ trace: String, cpu: Int) async throws -> Int {
        let text = try await sh(
            "awk '/^(entries|overrun|read events):/ { n += $NF } END { print n }' "
                + "/sys/kernel/tracing/instances/fleetrace-\(trace)/per_cpu/cpu\(cpu)/stats")
        return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }
}
