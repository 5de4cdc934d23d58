import ArgumentParser
import Collector
import Foundation

struct Enroll: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an identity for a board: its certificate and key, signed by this collector's CA.",
        discussion: "Run it where the collector's data folder is. Copy the folder it makes to the board, and keep key.pem secret.")

    @Argument(help: "The board's name: lower-case letters, digits, dots and dashes.") var name: String
    @Option(help: ArgumentHelp("Folder to make. Without it: ./NAME.", valueName: "dir")) var to: String?
    @OptionGroup var data: DataOptions

    func run() throws {
        let folder = URL(filePath: to ?? name, directoryHint: .isDirectory)
        do {
            try Enrollment.issueBoard(name: name, dataDirectory: data.folder, to: folder)
        } catch let error as CollectorError {
            throw Failure(.environment, error.message, hint: error.hint)
        }
        Console.print(folder.path(percentEncoded: false))
        Console.note(
            """
            Copy this folder to the board, then run there:
              fleetrace-agent --collector HOST:7433 --identity FOLDER
            """)
    }
}
