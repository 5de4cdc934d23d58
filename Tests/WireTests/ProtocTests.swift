import Foundation
import Testing

@testable import Wire

/// `fleetrace.proto` is the schema and protoc its reader: what this codec writes must come through
/// protoc's parser and printer, and back, as the same bytes.
@Suite("Against protoc", .enabled(if: Protoc.path != nil, "protoc is not installed: make setup installs it"))
struct ProtocTests {
    @Test("protoc reads every message and writes the same bytes", arguments: UInt64(100)..<104)
    func sameBytes(seed: UInt64) throws {
        for frame in frames(seed: seed) {
            let ours = frame.encoded()
            let text = try Protoc.run(["--decode=fleetrace.v1.Frame"], input: Data(ours))
            #expect(text.range(of: Data("\n1: ".utf8)) == nil, "protoc met a field that the schema lacks")
            let theirs = try Protoc.run(["--encode=fleetrace.v1.Frame"], input: text)
            #expect([UInt8](theirs) == ours, "seed \(seed): \(frame)")
        }
    }

    @Test("Fields and codes have the schema's names and numbers")
    func names() throws {
        var start = StartTrace()
        start.trace = "h7k2m9qd"
        start.spec.tracer = "hwlat"
        start.spec.thresholdUs = 0
        start.spec.readAfter = true
        let text = try Protoc.run(["--decode=fleetrace.v1.Frame"], input: Data(Frame.startTrace(start).encoded()))
        #expect(
            String(decoding: text, as: UTF8.self) == """
                start_trace {
                  trace: "h7k2m9qd"
                  spec {
                    tracer: "hwlat"
                    read_after: true
                    threshold_us: 0
                  }
                }

                """)
        for code in Code.allCases where code != .none {
            let text = try Protoc.run(["--decode=fleetrace.v1.Goodbye"], input: Data(Goodbye(code, "").encoded()))
            let name = "CODE_" + code.name.uppercased().replacing("-", with: "_")
            #expect(String(decoding: text, as: UTF8.self) == "code: \(name)\n")
        }
    }
}

enum Protoc {
    static let path = ["/usr/bin/protoc", "/usr/local/bin/protoc"].first { FileManager.default.isExecutableFile(atPath: $0) }

    struct Failed: Error { let status: Int32 }

    static func run(_ arguments: [String], input: Data) throws -> Data {
        let schema = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Wire").standardized
        let process = Process()
        process.executableURL = URL(filePath: path ?? "/usr/bin/protoc")
        process.arguments = ["--proto_path=\(schema.path())"] + arguments + ["fleetrace.proto"]
        let stdin = Pipe()
        let stdout = Pipe()
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        // The samples are smaller than a pipe's buffer, so writing before reading cannot block.
        try stdin.fileHandleForWriting.write(contentsOf: input)
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
        return output
    }
}
