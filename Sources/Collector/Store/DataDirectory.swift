import Foundation

/// The collector's folder and the places in it:
///
///     lock            held by the collector that works here
///     ca/             ca.pem, ca.key: the fleet's certificate authority
///     server/         cert.pem, key.pem: the collector's own
///     admin/          ca.pem, cert.pem, key.pem: an admin identity for this machine
///     segments/       NNNNNNNN.seg: what the collector was told and given, append-only
///     contents/       metadata of the boards' kernels, by hash
///     catalog.sqlite  the index of all that; it can be rebuilt
///     cut/            torn ends of segments, kept for a look
public struct DataDirectory: Sendable {
    public let url: URL

    public init(_ url: URL) {
        self.url = url
    }

    var path: String { url.path(percentEncoded: false).trimmedSlash }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes the folder and those in it that are not there. Only the owner may look inside: the
    /// CA's key is there.
    func prepare() throws(CollectorError) {
        for folder in ["", "ca", "server", "admin", "segments", "contents", "cut"] {
            try DataDirectory.make(folder.isEmpty ? path : path(folder))
        }
    }

    static func make(_ path: String) throws(CollectorError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            let number = (error as NSError).posixNumber
            let reason = number.map { String(cString: strerror($0)) } ?? "it cannot be made"
            throw CollectorError(
                .dataDirectory, "folder \(path): \(reason)",
                hint: "give this user the right to write there, or name another folder with --data")
        }
    }

    /// Locks the folder for this process's lifetime: two collectors in one folder would each undo
    /// what the other writes.
    func lock() throws(CollectorError) -> File {
        do {
            let file = try File(path("lock"), O_RDWR | O_CREAT)
            guard try file.tryLock() else {
                throw CollectorError(
                    .locked, "another collector works in \(path)", hint: "stop it, or give this one its own folder with --data")
            }
            return file
        } catch let error as SystemError {
            throw error.told
        } catch let error as CollectorError {
            throw error
        } catch {
            throw CollectorError(.dataDirectory, "\(error)")
        }
    }
}

extension NSError {
    /// The error number of the system call below a Foundation error.
    var posixNumber: Int32? {
        if domain == NSPOSIXErrorDomain { return Int32(truncatingIfNeeded: code) }
        return (userInfo[NSUnderlyingErrorKey] as? NSError)?.posixNumber
    }
}

extension String {
    var trimmedSlash: String {
        var rest = Substring(self)
        while rest.count > 1, rest.last == "/" { rest.removeLast() }
        return String(rest)
    }
}
