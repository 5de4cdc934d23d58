import ArgumentParser
import Collector
import Foundation
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the collector: take what the boards send, keep it, answer questions about it.",
        discussion: """
            The first start makes the data folder, the fleet's certificate authority, the collector's own certificate and an admin \
            identity for use on this machine.
            """)

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("Where boards connect.", valueName: "host:port"))
    var listen = "0.0.0.0:7433"

    @Option(help: ArgumentHelp("Where the command line connects (HTTPS).", valueName: "host:port"))
    var apiListen = "0.0.0.0:7434"

    @Option(
        name: .customLong("name"),
        help: ArgumentHelp(
            "A further DNS name or IP address by which boards and people reach this collector; may be repeated.", valueName: "name")
    )
    var names: [String] = []

    @Flag(help: "Log more.") var verbose = false

    func run() async throws {
        var logger = Logger(label: "fleetrace") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = verbose ? .debug : .info
        var configuration = CollectorConfiguration(dataDirectory: data.folder)
        configuration.listen = listen
        configuration.apiListen = apiListen
        configuration.names = names
        do {
            let folder = data.folder
            let collector = try await Collector(configuration, logger: logger)
            try await collector.run { [logger] ports in
                do {
                    try Endpoint.write(apiPort: ports.api, folder)
                } catch {
                    logger.warning("the command line will need --collector: \(error)")
                }
                logger.info("ready", metadata: ["boards": "\(ports.agents)", "api": "\(ports.api)", "data": "\(folder.path)"])
            }
        } catch let error as CollectorError {
            throw Failure(.environment, error.message, hint: error.hint)
        }
    }
}
