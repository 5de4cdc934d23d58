import Foundation
import Ftrace
import TraceFile

/// What `Benchmarks/decode` drives: makes large recordings of small ones, measures what has no command of its own, and
/// prints reports as `fleetrace report` does, without the collector's dependencies.
@main
enum DecodeBench {
    static let usage = """
        usage: decode-bench report PATH [json|csv|latency]    the report, as fleetrace report prints it
               decode-bench grow FOLDER OUT.dat BYTES CPUS    a trace.dat of a fixture's pages, again and again
               decode-bench rates PATH CHUNK                  scan, bare walk, zstd and columns, in chunks of so many bytes
        """

    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        switch (words.first, words.count) {
        case ("report", 2...3): try report(words[2], words.count == 3 ? words[3] : "text")
        case ("grow", 5):
            guard let bytes = Int(words[4]), bytes > 0, let cpus = Int(words[5]), 1...1024 ~= cpus else { return fail(usage) }
            try Grown(fixture: words[2]).write(to: words[3], bytes: bytes, cpus: cpus)
        case ("rates", 3): try Rates(words[2], chunkBytes: Int(words[3]) ?? 0).print()
        default: fail(usage)
        }
    }

    private static func report(_ path: String, _ form: String) throws {
        let captures = try CaptureFile.open(path)
        guard let capture = captures.first(where: { $0.hasPages }) ?? captures.first else { return fail("\(path) is empty") }
        var report = FileReport()
        report.form = form == "json" ? .json : form == "csv" ? .csv : .text
        report.latencyFormat = form == "latency"
        try report.run(
            capture, write: { FileHandle.standardOutput.write(Data($0)) },
            note: { FileHandle.standardError.write(Data("\($0)\n".utf8)) })
    }

    private static func fail(_ message: String) {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
        exit(64)
    }
}
