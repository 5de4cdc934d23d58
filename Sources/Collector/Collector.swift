import FleetAPI
import Logging
import ServiceLifecycle
import UnixSignals
import Wire

/// The fleet's side: takes what boards send, keeps it, and answers questions about it.
public struct Collector: Sendable {
    public static let version = "0.1.0"

    /// The ports that are in fact listened on.
    public struct Ports: Equatable, Sendable {
        public let agents: Int
        public let api: Int
    }

    private let configuration: CollectorConfiguration
    private let logger: Logger
    private let listen: ListenAddress
    private let apiListen: ListenAddress
    private let keyring: Keyring
    private let fleet: Fleet
    private let decoders: Decoders
    private let scanner: Scanner
    /// Held as long as the collector is.
    private let lock: File

    /// Makes or opens the data folder, and brings the catalog up to what the segments hold.
    /// - Throws: `CollectorError`: `.dataDirectory`, `.locked`, `.catalogNewer`, `.catalogDamaged`,
    ///   `.certificate`, `.address`, `.storage`.
    public init(_ configuration: CollectorConfiguration, logger: Logger) async throws(CollectorError) {
        self.configuration = configuration
        self.logger = logger
        listen = try ListenAddress(configuration.listen, option: "--listen")
        apiListen = try ListenAddress(configuration.apiListen, option: "--api-listen")
        let names = try ServerNames(extra: configuration.names)
        let data = DataDirectory(configuration.dataDirectory)
        try data.prepare()
        lock = try data.lock()
        keyring = try Keyring.open(data, names: names)
        let store = try Store.open(data, logger: logger)
        decoders = Decoders(store.contents)
        scanner = Scanner(store: store, decoders: decoders)
        fleet = Fleet(store: store, scanner: scanner, startTimeout: configuration.startTimeout, logger: logger)
    }

    /// Serves until SIGTERM or SIGINT, or until its task is cancelled.
    /// - Parameter onReady: called once both ports are listened on.
    /// - Throws: `CollectorError`: `.portInUse`, `.address`.
    public func run(onReady: @escaping @Sendable (Ports) async -> Void = { _ in }) async throws {
        let services = SessionServices(fleet: fleet, decoders: decoders, configuration: configuration, logger: logger)
        let agents = try await AgentServer.bind(
            listen, try ServerTLS(keyring, applicationProtocols: [Version.alpn]), services)
        let agentPort = agents.channel.localAddress?.port ?? listen.port
        let comparer = HwlatComparer(store: fleet.store, decoders: decoders, scanner: scanner)
        let api = APIServer(
            apiListen, try ServerTLS(keyring, applicationProtocols: ["http/1.1"]),
            Routes(fleet: fleet, scanner: scanner, comparer: comparer, decoders: decoders), logger: logger
        ) { apiPort in
            await onReady(Ports(agents: agentPort, api: apiPort))
        }
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let group = ServiceGroup(
            configuration: .init(
                services: [agents, Sweeper(fleet: fleet, logger: logger), api], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet))
        do {
            try await group.run()
        } catch {
            // The API's port may be taken after ours was bound.
            agents.channel.close(promise: nil)
            throw error
        }
    }
}
