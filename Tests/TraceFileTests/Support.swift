import Foundation
import Ftrace

@testable import TraceFile

/// The committed recordings.
enum Fixture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }
}

/// A folder for one test, gone afterwards.
final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "fleetrace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path).sorted()) ?? [] }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}

extension Capture {
    /// The whole report.
    func text(damage: DamageLog? = nil) throws -> String {
        let report = TextReport(try Decoder(metadata), sources: try sources(damage: damage), layout: layout, entries: entries)
        var text: [UInt8] = []
        while try report.next(into: &text) {}
        return String(decoding: text, as: UTF8.self)
    }

    /// The lines of records, without those that begin with "#".
    func records(damage: DamageLog? = nil) throws -> [Substring] {
        try text(damage: damage).split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    /// All bytes of all CPUs' pages.
    func allPages() throws -> [[UInt8]] {
        try blocks(damage: nil).map { blocks in
            var bytes: [UInt8] = []
            while let block = try blocks.next() { bytes += block }
            return bytes
        }
    }
}

/// What a program printed, and how it ended.
func run(_ program: String, _ arguments: String...) throws -> (output: String, status: Int32) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
}

let traceCmd = ["/usr/bin/trace-cmd", "/usr/local/bin/trace-cmd"].first { FileManager.default.isExecutableFile(atPath: $0) }

/// A small seeded generator (xorshift64*), so that a failure comes again with its seed.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed | 1
    }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_f491_4f6c_dd1d
    }
}
