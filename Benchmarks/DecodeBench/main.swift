import Foundation
import Ftrace
import TraceFile

/// `decode-bench report PATH`: what `fleetrace report` does, without its dependencies.
if CommandLine.arguments[1] == "report" {
    let captures = try CaptureFile.open(CommandLine.arguments[2])
    var report = FileReport()
    if CommandLine.arguments.count > 3 { report.form = CommandLine.arguments[3] == "json" ? .json : .csv }
    let capture = captures.first { $0.hasPages } ?? captures[0]
    try report.run(
        capture, write: { _ = write(1, $0.baseAddress, $0.count) }, note: { FileHandle.standardError.write(Data("\($0)\n".utf8)) })
} else if CommandLine.arguments[1] == "convert" {
    try TraceDatWriter.write(try CaptureFile.open(CommandLine.arguments[2]), to: CommandLine.arguments[3])
} else if CommandLine.arguments[1] == "stats" {
    let stats = try FileStats(try CaptureFile.open(CommandLine.arguments[2])[0])
    for kind in stats.kinds { print(kind.name, kind.total, kind.counts) }
}
