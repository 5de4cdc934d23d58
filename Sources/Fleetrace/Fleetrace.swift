import ArgumentParser

@main
struct Fleetrace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleetrace",
        abstract: "ftrace for fleets: trace many boards from one place and compare them.",
        discussion: """
            Start a collector with 'fleetrace serve', give each board an identity with 'fleetrace enroll', run \
            fleetrace-agent on the boards, and trace them.

            \(ExitStatus.help)
            """,
        version: Fleetrace.version,
        subcommands: [
            Serve.self, Enroll.self, Machines.self, TraceCommand.self, Traces.self, Report.self, Convert.self, Compare.self,
        ])

    static let version = "0.1.0"

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            Console.error(failure.message)
            if !failure.hint.isEmpty { Console.error(failure.hint, prefix: "hint") }
            exit(withError: failure.status.code)
        } catch let status as ExitStatus {
            exit(withError: status.code)
        } catch {
            exit(withError: error)
        }
    }
}
