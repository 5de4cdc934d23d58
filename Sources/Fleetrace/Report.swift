import ArgumentParser
import Foundation

struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a trace as the board's kernel would: the text of its 'trace' file.")

    @Argument(help: "The trace, as 'fleetrace traces' lists it.") var trace: String
    @Option(help: ArgumentHelp("The board; needed when the trace has several.", valueName: "name")) var machine: String?
    @OptionGroup var collector: CollectorOptions

    func run() async throws {
        try await Client.with(collector) { client in
            try await client.report(trace, machine: machine) { Console.write($0) }
        }
    }
}
