import FleetAPI
import Foundation
import NIOSSL
import Testing
import Wire

@testable import Collector

@Suite("Who may connect")
struct TLSTests {
    /// Connects, says hello and returns what comes back: a frame, or nil when the collector hung up.
    private func answer(
        _ collector: RunningCollector, identity: URL?, version: TLSVersion = .tlsv13, alpn: [String] = [Version.alpn]
    ) async -> Frame? {
        do {
            let board = try await ScriptedBoard.connect(
                collector.ports.agents, ca: collector.admin, identity: identity, version: version, alpn: alpn)
            try await board.send(.hello(ScriptedBoard.hello()))
            return try await board.next()
        } catch {
            return nil
        }
    }

    @Test("A peer without a certificate is refused, and the log says why and who")
    func noCertificate() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            #expect(await answer(collector, identity: nil) == nil)
            #expect(await collector.log.line(containing: "presented no certificate").contains("127.0.0.1"))
        }
    }

    @Test("A certificate of another CA is refused, and the log names that CA")
    func foreignCA() async throws {
        let (folder, other) = (try Folder(), try Folder())
        let foreign = other.appending("identity")
        try Enrollment.issueBoard(name: "board-1", dataDirectory: other.appending("data"), to: foreign)
        try await RunningCollector.with(folder) { collector in
            #expect(await answer(collector, identity: foreign) == nil)
            #expect(await collector.log.line(containing: "signed by another CA").contains("Fleetrace CA"))
        }
    }

    @Test("An expired certificate is refused, and the log says since when")
    func expired() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            let identity = try collector.enroll("board-1", in: folder, validFor: .seconds(-60))
            #expect(await answer(collector, identity: identity) == nil)
            #expect(await collector.log.line(containing: "expired at").contains("board-1"))
        }
    }

    @Test("TLS 1.2 is refused")
    func oldTLS() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            let identity = try collector.enroll("board-1", in: folder)
            #expect(await answer(collector, identity: identity, version: .tlsv12) == nil)
            #expect(await collector.log.line(containing: "does not speak TLS 1.3").contains("warning"))
        }
    }

    @Test("An admin's certificate does not make a board")
    func adminAsBoard() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            guard case .goodbye(let goodbye) = await answer(collector, identity: collector.admin) else {
                Issue.record("no goodbye")
                return
            }
            #expect(goodbye.code == .identity)
        }
    }

    @Test("A peer that does not offer the protocol's name is told so")
    func wrongProtocol() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            let identity = try collector.enroll("board-1", in: folder)
            guard case .goodbye(let goodbye) = await answer(collector, identity: identity, alpn: []) else {
                Issue.record("no goodbye")
                return
            }
            #expect(goodbye.code == .version)
        }
    }

    @Test("A board's certificate opens nothing in the API")
    func boardAsAdmin() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            let identity = try collector.enroll("board-1", in: folder)
            try await APIClient.with(collector, identity: identity) { api in
                for (method, path) in [
                    ("GET", "/v1/machines"), ("GET", "/v1/traces"), ("POST", "/v1/traces"), ("GET", "/v1/health"),
                ] {
                    let (status, error) = try await api.error(path, method: method)
                    #expect((status, error.code) == (403, "forbidden"))
                    #expect(error.message.contains("board-1"))
                }
            }
        }
    }

    @Test("A certificate of another CA is refused by the API too")
    func foreignAdmin() async throws {
        let (folder, other) = (try Folder(), try Folder())
        let foreign = other.appending("identity")
        try Enrollment.issueOperator(name: "eve", dataDirectory: other.appending("data"), to: foreign)
        try await RunningCollector.with(folder) { collector in
            await #expect(throws: (any Error).self) {
                try await APIClient.with(collector, identity: foreign) { _ = try await $0.text("/v1/machines") }
            }
            #expect(await collector.log.line(containing: "signed by another CA").contains("api"))
        }
    }
}
