import FleetAPI
import Foundation
import Testing
import Wire

@testable import Collector

@Suite("Answers to requests that cannot be met")
struct APITests {
    @Test("Each failure has a code, a sentence and, where it helps, a hint")
    func failures() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            try await APIClient.with(collector) { api in
                let cases: [(String, String, [UInt8]?, UInt, String)] = [
                    ("GET", "/v1/traces/nothere", nil, 404, "no-trace"),
                    ("GET", "/v1/traces/nothere/report", nil, 404, "no-trace"),
                    ("POST", "/v1/traces/nothere/stop", nil, 404, "no-trace"),
                    ("GET", "/v1/machines?selector=a%20b%20c", nil, 400, "bad-selector"),
                    ("GET", "/v1/compare/hwlat", nil, 400, "bad-request"),
                    ("GET", "/v1/compare/hwlat?by=soc&trace=nothere", nil, 404, "no-trace"),
                    ("GET", "/v2", nil, 404, "bad-request"),
                    ("POST", "/v1/traces", Array("{".utf8), 400, "bad-request"),
                    ("POST", "/v1/traces", [UInt8](repeating: 32, count: 2 << 20), 413, "bad-request"),
                    (
                        "POST", "/v1/traces", try JSON.encode(TraceRequest(selector: "", options: TraceOptions(tracer: "hwlat"))),
                        404, "no-board"
                    ),
                ]
                for (method, path, body, status, code) in cases {
                    let answer = try await api.error(path, method: method, body: body)
                    #expect((answer.status, answer.error.code) == (status, code), "\(method) \(path)")
                    #expect(!answer.error.message.isEmpty)
                }
            }
        }
    }

    @Test("A report on a trace of several boards asks for one of them by name")
    func whichBoard() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { collector in
            try await APIClient.with(collector) { api in
                var boards: [ScriptedBoard] = []
                for name in ["one", "two"] {
                    let board = try await ScriptedBoard.connect(
                        collector.ports.agents, ca: collector.admin, identity: try collector.enroll(name, in: folder))
                    _ = try await board.greet()
                    boards.append(board)
                }
                let trace = try await api.start(TraceRequest(selector: "lab=a", options: TraceOptions(tracer: "hwlat")))
                #expect(trace.boards.map(\.machine) == ["one", "two"])
                let (status, error) = try await api.error("/v1/traces/\(trace.id)/report")
                #expect((status, error.code) == (400, "bad-request"))
                #expect(error.message.contains("one, two"))
                #expect(try await api.error("/v1/traces/\(trace.id)/report?machine=one").error.code == "not-decodable")

                let stopped: Trace = try JSON.decode(
                    Array(try await api.text("/v1/traces/\(trace.id)/stop", method: "POST").text.utf8))
                #expect(stopped.boards.count == 2)
                for board in boards {
                    guard case .startTrace = try await board.next() else { throw CocoaError(.coderInvalidValue) }
                    #expect(try await board.next() == .stopTrace(StopTrace(trace.id)))
                }
            }
        }
    }
}
