import ArgumentParser
import Ftrace
import TraceFile

struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a recording as a trace.dat of version 7, which trace-cmd and KernelShark open.")

    enum Compression: String, ExpressibleByArgument, CaseIterable {
        case zstd, zlib, none

        var codec: Codec {
            switch self {
            case .zstd: .zstd
            case .zlib: .zlib
            case .none: .none
            }
        }
    }

    @Argument(help: "A trace.dat, or a folder of files copied from tracefs.") var input: String
    @Argument(help: "The file to write.") var output: String
    @Option(help: "zstd, zlib or none.") var compression = Compression.zstd
    @Flag(help: "Replace the output if it is there.") var force = false

    func run() throws {
        try Recordings.guarded {
            let captures = try CaptureFile.open(input)
            for capture in captures { for note in capture.notes { Console.error(note, prefix: "note") } }
            let damage = try TraceDatWriter.write(captures, to: output, codec: compression.codec, replace: force)
            for place in damage.places { Console.error(place, prefix: "note") }
            if damage.count > damage.places.count {
                Console.error("\(damage.count) places were damaged; the first are named above", prefix: "note")
            }
        }
    }
}
