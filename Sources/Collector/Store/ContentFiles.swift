import Crypto
import Foundation
import Wire

/// The boards' metadata, one file for each content, named by its hash: the zstd frames as they came.
struct ContentFiles: Sendable {
    let folder: String

    func path(_ sha256: [UInt8]) -> String { "\(folder)/\(sha256.map(hex).joined())" }

    func exists(_ sha256: [UInt8]) -> Bool { FileManager.default.fileExists(atPath: path(sha256)) }

    /// - Throws: `CollectorError` when the file is gone or damaged.
    func read(_ item: MetadataItem) throws -> [UInt8] {
        do {
            let raw = try Zstd.decompress(try File.contents(path(item.sha256)), rawSize: Int(clamping: item.size))
            guard Array(SHA256.hash(data: raw)) == item.sha256 else { throw ZstdError(description: "its hash is another") }
            return raw
        } catch let error as SystemError {
            throw error.told
        } catch {
            throw CollectorError(
                .storage, "\(path(item.sha256)) (\(item.name)) is damaged: \(error)",
                hint: "look at the disk; put it back from a backup")
        }
    }
}

/// One content on its way in: pieces in order, hashed as they come.
final class ContentUpload {
    enum Failure: Error, Equatable {
        /// The board's doing.
        case bad(Code, String)
        case storage(CollectorError)
    }

    private let sha256: [UInt8]
    private let size: UInt64
    private let files: ContentFiles
    private let temporary: String
    private let file: File
    private var hash = SHA256()
    private var rawBytes: UInt64 = 0
    private(set) var storedBytes = 0

    /// - Parameter session: keeps the temporary files of two boards apart that send the same content.
    init(_ first: MetadataPart, files: ContentFiles, session: UInt64) throws(Failure) {
        guard first.sha256.count == 32, first.size <= Limits.metadataBytesMax else {
            throw .bad(.limit, "a metadata content of \(first.size) bytes exceeds the limit of \(Limits.metadataBytesMax)")
        }
        sha256 = first.sha256
        size = first.size
        self.files = files
        temporary = "\(files.path(first.sha256)).\(session).tmp"
        do {
            file = try File(temporary, O_RDWR | O_CREAT | O_TRUNC)
        } catch {
            throw .storage(error.told)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: temporary) }

    /// - Returns: true when this was the last piece and the content stands under its name, durable.
    func add(_ part: MetadataPart) throws(Failure) -> Bool {
        guard part.offset == rawBytes, part.size == size, part.sha256 == sha256 else {
            throw .bad(.malformed, "a piece of metadata at \(part.offset) came where one at \(rawBytes) was due")
        }
        guard part.rawSize <= Limits.metadataPartRawBytesMax, rawBytes + UInt64(part.rawSize) <= size else {
            throw .bad(.limit, "a piece of metadata of \(part.rawSize) bytes is too long")
        }
        do {
            let raw = try Zstd.decompress(part.data, rawSize: Int(part.rawSize))
            hash.update(data: raw)
        } catch {
            throw .bad(.malformed, "a piece of metadata does not decompress: \(error)")
        }
        do {
            try file.write(part.data, at: storedBytes)
            storedBytes += part.data.count
            rawBytes += UInt64(part.rawSize)
            guard rawBytes == size else { return false }
            guard Array(hash.finalize()) == sha256 else {
                throw Failure.bad(.malformed, "metadata does not have the hash that was offered")
            }
            try file.sync()
            try SystemCall.check("rename", temporary) { rename(temporary, files.path(sha256)) }
            try File.syncDirectory(of: temporary)
            return true
        } catch let error as SystemError {
            throw .storage(error.told)
        } catch let error as Failure {
            throw error
        } catch {
            throw .bad(.malformed, "\(error)")
        }
    }
}
