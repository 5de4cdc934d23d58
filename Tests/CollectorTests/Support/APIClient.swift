import AsyncHTTPClient
import FleetAPI
import Foundation
import NIOCore
import NIOSSL

@testable import Collector

/// The HTTPS API as a client sees it.
struct APIClient {
    let port: Int
    private let http: HTTPClient

    static func with(_ collector: RunningCollector, identity: URL? = nil, _ body: (APIClient) async throws -> Void) async throws {
        let folder = identity ?? collector.admin
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(collector.admin.appending(path: "ca.pem").path(percentEncoded: false))
        tls.certificateChain = try NIOSSLCertificate.fromPEMFile(folder.appending(path: "cert.pem").path(percentEncoded: false))
            .map { .certificate($0) }
        tls.privateKey = .privateKey(
            try NIOSSLPrivateKey(file: folder.appending(path: "key.pem").path(percentEncoded: false), format: .pem))
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .init(tlsConfiguration: tls))
        let result: Result<Void, any Error>
        do {
            try await body(APIClient(port: collector.ports.api, http: http))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await http.shutdown()
        try result.get()
    }

    func text(_ path: String, method: String = "GET", body: [UInt8]? = nil) async throws -> (status: UInt, text: String) {
        var request = HTTPClientRequest(url: "https://localhost:\(port)\(path)")
        request.method = .init(rawValue: method)
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await http.execute(request, deadline: .distantFuture)
        let answer = try await response.body.collect(upTo: 16 << 20)
        return (response.status.code, String(buffer: answer))
    }

    func get<T: Decodable>(_ path: String) async throws -> T {
        try JSON.decode(Array(try await text(path).text.utf8))
    }

    func error(_ path: String, method: String = "GET", body: [UInt8]? = nil) async throws -> (status: UInt, error: APIError) {
        let (status, text) = try await text(path, method: method, body: body)
        return (status, try JSON.decode(Array(text.utf8)))
    }

    func start(_ request: TraceRequest) async throws -> Trace {
        try JSON.decode(Array(try await text("/v1/traces", method: "POST", body: try JSON.encode(request)).text.utf8))
    }

    /// The trace, once it is so.
    func trace(_ id: String, until: (Trace) -> Bool) async throws -> Trace {
        while true {
            let trace: Trace = try await get("/v1/traces/\(id)")
            if until(trace) { return trace }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
