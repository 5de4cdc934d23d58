import AsyncHTTPClient
import FleetAPI
import Foundation
import NIOCore
import NIOSSL

/// The collector's HTTPS API, with a client certificate.
struct Client {
    private let http: HTTPClient
    private let base: String

    /// Answers are small but for reports, which are streamed.
    private static let bodyBytesMax = 64 << 20

    /// Runs `body` with a client and closes its connections afterwards, whatever happens.
    static func with<R>(_ options: CollectorOptions, _ body: (Client) async throws -> R) async throws -> R {
        let identity = try options.identityFolder()
        var configuration = HTTPClient.Configuration(tlsConfiguration: try tls(identity))
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(60))
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let client = Client(http: http, base: try options.url())
        let result: Result<R, any Error>
        do {
            result = .success(try await body(client))
        } catch {
            result = .failure(client.explain(error))
        }
        try? await http.shutdown()
        return try result.get()
    }

    func machines(selector: String) async throws -> [Machine] {
        try await get("/v1/machines", [("selector", selector)])
    }

    func traces() async throws -> [Trace] { try await get("/v1/traces", []) }

    func trace(_ id: String) async throws -> Trace { try await get("/v1/traces/\(escape(id))", []) }

    func start(_ request: TraceRequest) async throws -> Trace {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        return try await post("/v1/traces", body: try encoder.encode(request))
    }

    func stop(_ id: String) async throws -> Trace {
        try await post("/v1/traces/\(escape(id))/stop", body: Data())
    }

    func compareHwlat(by key: String, traces: [String], selector: String) async throws -> HwlatComparison {
        try await get("/v1/compare/hwlat", [("by", key), ("selector", selector)] + traces.map { ("trace", $0) })
    }

    /// Streams the report's text to `sink` as it comes.
    func report(_ id: String, machine: String?, sink: (Data) -> Void) async throws {
        var request = HTTPClientRequest(url: url("/v1/traces/\(escape(id))/report", machine.map { [("machine", $0)] } ?? []))
        request.method = .GET
        let response = try await http.execute(request, deadline: .distantFuture)
        try await check(response)
        for try await part in response.body {
            sink(Data(part.readableBytesView))
        }
    }

    private func get<T: Decodable>(_ path: String, _ query: [(String, String)]) async throws -> T {
        var request = HTTPClientRequest(url: url(path, query))
        request.method = .GET
        return try await decode(request)
    }

    private func post<T: Decodable>(_ path: String, body: Data) async throws -> T {
        var request = HTTPClientRequest(url: url(path, []))
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body))
        return try await decode(request)
    }

    private func decode<T: Decodable>(_ request: HTTPClientRequest) async throws -> T {
        let response = try await http.execute(request, timeout: .seconds(60))
        try await check(response)
        let body = try await response.body.collect(upTo: Client.bodyBytesMax)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(T.self, from: Data(body.readableBytesView))
    }

    private func check(_ response: HTTPClientResponse) async throws {
        guard !(200..<300).contains(response.status.code) else { return }
        let body = try await response.body.collect(upTo: 1 << 20)
        if let error = try? JSONDecoder().decode(APIError.self, from: Data(body.readableBytesView)) {
            throw Failure(ExitStatus(api: error.code), error.message, hint: error.hint)
        }
        throw Failure(
            .unexpected, "\(base) answered HTTP \(response.status.code)", hint: "is that a Fleetrace collector's API address?")
    }

    private func url(_ path: String, _ query: [(String, String)]) -> String {
        let items = query.filter { !$0.1.isEmpty }.map { "\($0.0)=\(escape($0.1))" }
        return base + path + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    }

    private func escape(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: Client.unreserved) ?? text
    }

    /// RFC 3986: what needs no escape anywhere in a URL.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

extension Client {
    /// TLS 1.3 with the identity's certificate, trusting only the fleet's own CA.
    private static func tls(_ identity: URL) throws -> TLSConfiguration {
        func file(_ name: String) throws -> String {
            let path = identity.appending(path: name).path(percentEncoded: false)
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw Failure(
                    .environment, "cannot read \(path)",
                    hint: "name an identity folder with --identity, or the collector's data folder with --data")
            }
            return path
        }
        do {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv13
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(try file("ca.pem")))
            tls.certificateChain = try NIOSSLCertificate.fromPEMFile(try file("cert.pem")).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: try file("key.pem"), format: .pem))
            return tls
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.environment, "the identity in \(identity.path(percentEncoded: false)) is damaged: \(error)")
        }
    }

    /// What a connection's error means to a user.
    private func explain(_ error: any Error) -> any Error {
        switch error {
        case is Failure, is ExitStatus, is CancellationError:
            return error
        case let error as NIOSSLError:
            return tlsFailure("\(error)")
        case let error as BoringSSLError:
            return tlsFailure("\(error)")
        case let error as DecodingError:
            return Failure(.unexpected, "the collector at \(base) answered what this version does not understand: \(error)")
        default:
            let text = "\(error)"
            if text.contains("handshake") || text.contains("SSL") || text.contains("ALERT") { return tlsFailure(text) }
            return Failure(
                .unreachable, "the collector at \(base) does not answer: \(Client.plain(text))",
                hint: "is 'fleetrace serve' running there? Name another with --collector or FLEETRACE_COLLECTOR")
        }
    }

    /// The library's errors nest; the system's own words in them are what helps.
    private static func plain(_ text: String) -> String {
        let causes = [
            "Connection refused", "Network is unreachable", "No route to host", "Connection reset by peer", "connectTimeout",
            "deadlineExceeded",
        ]
        if let cause = causes.first(where: text.contains) {
            return ["connectTimeout": "no answer within 10 s", "deadlineExceeded": "no answer within 60 s"][cause]
                ?? cause.lowercased()
        }
        return text.contains("SocketAddressError") || text.contains("unknown(host") ? "its name cannot be resolved" : text
    }

    private func tlsFailure(_ text: String) -> Failure {
        Failure(
            .refused, "no TLS session with the collector at \(base): \(text)",
            hint:
                "the identity must be one that this collector's CA issued and that has not expired, and the host one of the collector's names (serve --name)"
        )
    }
}

extension ExitStatus {
    /// The exit status for an `APIError.code`.
    init(api code: String) {
        self =
            switch code {
            case "no-board", "no-trace", "no-machine", "not-found": .notFound
            case "bad-request", "bad-selector": .usage
            case "forbidden": .refused
            case "storage": .environment
            default: .unexpected
            }
    }
}
