import Foundation

@testable import Collector

/// A folder of a test's own, removed with it.
final class Folder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(
            path: "fleetrace-test-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var path: String { url.path(percentEncoded: false).trimmedSlash }

    func appending(_ name: String) -> URL { url.appending(path: name, directoryHint: .isDirectory) }

    /// What a crash at this moment would leave.
    func snapshot() throws -> Folder {
        let copy = try Folder()
        try FileManager.default.removeItem(at: copy.url)
        try FileManager.default.copyItem(at: url, to: copy.url)
        return copy
    }
}
