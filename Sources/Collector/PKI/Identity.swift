import X509

/// What a certificate's holder may do.
public enum Role: String, Sendable, CaseIterable {
    /// Sends what it traced; may not use the API.
    case board
    /// May use the whole API; may not pose as a board.
    case admin
}

/// Who a certificate speaks for: a role and a name, as the SAN URI `fleetrace:ROLE/NAME`.
struct Identity: Equatable, Sendable, CustomStringConvertible {
    let role: Role
    let name: String

    init(_ role: Role, _ name: String) throws(CollectorError) {
        try Identity.check(name)
        self.role = role
        self.name = name
    }

    /// The identity in a certificate; nil when it has none, or more than one.
    init?(_ certificate: Certificate) {
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return nil }
        let found = names.compactMap { name -> Identity? in
            guard case .uniformResourceIdentifier(let uri) = name else { return nil }
            return Identity(uri: uri)
        }
        guard found.count == 1, let identity = found.first else { return nil }
        self = identity
    }

    init?(uri: String) {
        guard uri.hasPrefix("fleetrace:") else { return nil }
        let parts = uri.dropFirst("fleetrace:".count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let role = Role(rawValue: String(parts[0])) else { return nil }
        guard let identity = try? Identity(role, String(parts[1])) else { return nil }
        self = identity
    }

    var uri: String { "fleetrace:\(role.rawValue)/\(name)" }
    var description: String { "\(role.rawValue) \(name)" }

    /// Names go into certificates, file names and log lines: they are kept plain.
    static func check(_ name: String) throws(CollectorError) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let bytes = Array(name.utf8)
        let plain = bytes.allSatisfy { letters ~= $0 || digits ~= $0 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        let edges = [bytes.first, bytes.last].compactMap(\.self).allSatisfy { letters ~= $0 || digits ~= $0 }
        guard (1...63).contains(bytes.count), plain, edges else {
            throw CollectorError(
                .name, "'\(name.prefix(80))' is no name for a board or an operator",
                hint: "use 1 to 63 of a-z, 0-9, '.' and '-', with a letter or a digit at both ends")
        }
    }
}
