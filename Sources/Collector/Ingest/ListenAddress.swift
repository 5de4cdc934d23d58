import Foundation
import NIOCore

/// "host:port" or "[v6]:port".
struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
    let host: String
    let port: Int

    /// - Parameter option: the option it was given with, for the message.
    init(_ text: String, option: String) throws(CollectorError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let host = parts.dropLast().joined(separator: ":")
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard let last = parts.last, let port = UInt16(last), !host.isEmpty, parts.count == 2 || isBracketed else {
            throw CollectorError(
                .address, "'\(text)' is no address to listen on", hint: "write \(option) HOST:PORT, for example 0.0.0.0:7433")
        }
        self.host = isBracketed ? String(host.dropFirst().dropLast()) : host
        self.port = Int(port)
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// What a failed bind means.
    func told(_ error: any Error, option: String) -> CollectorError {
        let number = (error as? IOError)?.errnoCode
        return switch number {
        case EADDRINUSE:
            CollectorError(
                .portInUse, "port \(port) on \(host) is in use by another program",
                hint: "stop that program, or give another port with \(option); 'ss -ltnp' shows who has it")
        case EACCES, EPERM:
            CollectorError(
                .address, "\(self): this user may not listen on that port", hint: "give a port above 1023 with \(option)")
        default:
            CollectorError(.address, "\(self): \(error)", hint: "give an address of this machine with \(option)")
        }
    }
}
