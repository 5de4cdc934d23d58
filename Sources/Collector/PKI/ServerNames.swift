import Foundation
import X509

/// The names under which boards and people reach the collector.
struct ServerNames: Equatable, Sendable {
    let names: [String]

    /// - Parameter extra: DNS names and IP addresses beside the ones that are always there.
    init(extra: [String]) throws(CollectorError) {
        for name in extra where !ServerNames.isAddress(name) && !ServerNames.isHostName(name) {
            throw CollectorError(
                .address, "'\(name)' is neither a DNS name nor an IP address", hint: "give --name a name as boards would dial it")
        }
        let host = ProcessInfo.processInfo.hostName
        var names = ["localhost", "127.0.0.1", "::1"]
        for name in [host] + extra where !names.contains(name) && (ServerNames.isAddress(name) || ServerNames.isHostName(name)) {
            names.append(name)
        }
        self.names = names
    }

    var generalNames: [GeneralName] {
        names.map { name in
            ServerNames.address(name).map { .ipAddress(.init(contentBytes: $0[...])) } ?? .dnsName(name)
        }
    }

    /// Whether a certificate names exactly these.
    func match(_ certificate: Certificate) -> Bool {
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return false }
        return Set(names) == Set(generalNames)
    }

    static func isAddress(_ text: String) -> Bool { address(text) != nil }

    /// The bytes of an IPv4 or IPv6 address in network order.
    private static func address(_ text: String) -> [UInt8]? {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: &v4) { Array($0) } }
        var v6 = in6_addr()
        if inet_pton(AF_INET6, text, &v6) == 1 { return withUnsafeBytes(of: &v6) { Array($0) } }
        return nil
    }

    private static func isHostName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            }
    }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
