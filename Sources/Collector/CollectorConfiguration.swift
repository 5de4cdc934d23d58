import Foundation

/// What a collector is started with.
public struct CollectorConfiguration: Sendable {
    /// Where everything is kept: the CA, the catalog, the chunk segments. Made when it is not there.
    public var dataDirectory: URL
    /// Where boards connect, "host:port" or "[v6]:port"; port 0 lets the system choose.
    public var listen = "0.0.0.0:7433"
    /// Where the HTTPS API listens.
    public var apiListen = "0.0.0.0:7434"
    /// Further DNS names and IP addresses for the server certificate. localhost, this machine's host
    /// name, 127.0.0.1 and ::1 are always in it.
    public var names: [String] = []
    /// How often an idle board is pinged; three in a row without a word end its session.
    public var heartbeat: Duration = .seconds(10)
    /// A board that has not answered a start within this time is told to have failed.
    public var startTimeout: Duration = .seconds(30)
    /// Chunk bytes that one board may have under way, not yet on disk.
    public var inFlightBytesMax: Int = 4 << 20

    public init(dataDirectory: URL) {
        self.dataDirectory = dataDirectory
    }
}
