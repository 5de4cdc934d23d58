import CAgent
import Wire

/// A TLS 1.3 client session on a non-blocking socket that it owns.
final class Tls {
    enum Result: Equatable {
        case done(Int)
        case wantRead
        case wantWrite
        /// The session is over, and why.
        case lost(String)
    }

    let socket: Descriptor
    private let session: OpaquePointer
    private let host: String

    /// nil: out of memory, or a host that is no name and no address.
    init?(_ identity: Identity, _ socket: Descriptor, host: String, isAddress: Bool) {
        let session = host.withCString { host in
            Version.alpn.withCString { fa_tls_new(identity.context, socket.fd, host, isAddress ? 1 : 0, $0) }
        }
        guard let session else { return nil }
        self.session = session
        self.socket = socket
        self.host = host
    }

    deinit { fa_tls_free(session) }

    func handshake() -> Result {
        let result = fa_tls_handshake(session)
        guard result == FA_TLS_DONE.rawValue else { return outcome(result) }
        guard Version.alpn.withCString({ fa_tls_alpn_chosen(session, $0) }) == 1 else {
            return .lost("what listens there is no collector: it does not speak \(Version.alpn); is the port right?")
        }
        return .done(0)
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Result {
        moved(fa_tls_read(session, buffer.baseAddress, buffer.count))
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Result {
        moved(fa_tls_write(session, bytes.baseAddress, bytes.count))
    }

    private func moved(_ result: Int64) -> Result { result > 0 ? .done(Int(result)) : outcome(Int32(result)) }

    private func outcome(_ result: Int32) -> Result {
        switch result {
        case FA_TLS_WANT_READ.rawValue: .wantRead
        case FA_TLS_WANT_WRITE.rawValue: .wantWrite
        case FA_TLS_CLOSED.rawValue: .lost("the collector closed the connection")
        default: .lost(failure())
        }
    }

    /// What went wrong, in the words of what to do about it.
    private func failure() -> String {
        var words = [CChar](repeating: 0, count: 256)
        words.withUnsafeMutableBufferPointer { fa_tls_error(session, $0.baseAddress, $0.count) }
        let text = String(buffer: words)
        switch UInt32(bitPattern: fa_tls_verify(session)) {
        case FA_VERIFY_EXPIRED.rawValue:
            return "the collector's certificate has expired: renew it there (or set this board's clock, if that is wrong)"
        case FA_VERIFY_NOT_YET_VALID.rawValue:
            return "the collector's certificate is not valid yet: this board's clock seems to be behind; set it"
        case FA_VERIFY_NAME.rawValue:
            return "the collector's certificate is not for \"\(host)\": use a name that is in it, or issue it for this name too"
        case FA_VERIFY_CA.rawValue:
            return "the collector's certificate is not signed by the CA in ca.pem: this identity is of another collector (\(text))"
        case FA_VERIFY_OTHER.rawValue: return "the collector's certificate is refused: \(text)"
        default: return refusal(text)
        }
    }

    /// The collector's alerts, in OpenSSL's words, name what it found wrong with this board.
    private func refusal(_ text: String) -> String {
        if text.holds("alert certificate expired") {
            return "the collector says that cert.pem has expired: enroll this board again"
        }
        if text.holds("alert certificate revoked") { return "the collector says that cert.pem is revoked" }
        if text.holds("alert unknown ca") || text.holds("alert bad certificate") {
            return
                "the collector does not accept cert.pem (\(text)): this identity is of another collector; enroll this board there"
        }
        if text.holds("wrong version number") { return "what listens there does not speak TLS; is the port right?" }
        if text.holds("no application protocol") { return "what listens there is no collector: it does not speak \(Version.alpn)" }
        if text.holds("alert") { return "the collector refused the connection: \(text)" }
        return "the connection failed: \(text)"
    }
}
