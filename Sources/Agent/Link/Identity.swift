import CAgent

/// Who this board is to the collector: DIR/ca.pem, cert.pem and key.pem, as `fleetrace enroll` made them.
final class Identity {
    let context: OpaquePointer
    let directory: String

    /// - Throws: what is wrong with which file, and what to do about it.
    init(_ directory: String) throws(StartError) {
        self.directory = directory
        for file in ["ca.pem", "cert.pem", "key.pem"] {
            do throws(SystemError) {
                _ = try File.bytes("\(directory)/\(file)", max: 1 << 20)
            } catch {
                throw Identity.unusable("\(error.text); `fleetrace enroll` on the collector makes ca.pem, cert.pem and key.pem")
            }
        }
        try Identity.checkKeyMode("\(directory)/key.pem")
        context = try Identity.load(directory)
        try checkValidity()
    }

    deinit { fa_tls_context_free(context) }

    private static func unusable(_ message: String) -> StartError { StartError(code: .identity, message: message) }

    private static func checkKeyMode(_ path: String) throws(StartError) {
        guard let mode = (try? File.stat(path))?.mode, mode & 0o077 != 0 else { return }
        let octal = String(mode, radix: 8)
        throw unusable("\(path) may be used by others than its owner (mode \(octal)): chmod 600 \(path)")
    }

    private static func load(_ directory: String) throws(StartError) -> OpaquePointer {
        var step: Int32 = 0
        var words = [CChar](repeating: 0, count: 256)
        let context = "\(directory)/ca.pem".withCString { ca in
            "\(directory)/cert.pem".withCString { certificate in
                "\(directory)/key.pem".withCString { key in
                    words.withUnsafeMutableBufferPointer {
                        fa_tls_context_new(ca, certificate, key, &step, $0.baseAddress, $0.count)
                    }
                }
            }
        }
        if let context { return context }
        let reason = String(buffer: words)
        switch UInt32(bitPattern: step) {
        case FA_IDENTITY_CA.rawValue: throw unusable("\(directory)/ca.pem holds no certificate in PEM form (\(reason))")
        case FA_IDENTITY_CERTIFICATE.rawValue: throw unusable("\(directory)/cert.pem holds no certificate in PEM form (\(reason))")
        case FA_IDENTITY_KEY.rawValue: throw unusable("\(directory)/key.pem holds no private key in PEM form (\(reason))")
        case FA_IDENTITY_MISMATCH.rawValue:
            throw unusable("\(directory)/key.pem is not the key of cert.pem: copy both from the same `fleetrace enroll`")
        default: throw unusable("TLS cannot be set up: \(reason)")
        }
    }

    /// An expired certificate is refused here, where the message can say so. One that is not valid yet
    /// only gets a warning: boards without a clock battery start in 1970 and learn the time later.
    private func checkValidity() throws(StartError) {
        var words = [CChar](repeating: 0, count: 64)
        let validity = words.withUnsafeMutableBufferPointer { fa_tls_context_validity(context, $0.baseAddress, $0.count) }
        switch UInt32(bitPattern: validity) {
        case FA_EXPIRED.rawValue:
            throw Identity.unusable(
                "\(directory)/cert.pem expired on \(String(buffer: words)): enroll this board again (or set its clock, if that is wrong)"
            )
        case FA_NOT_YET_VALID.rawValue:
            Log.warning("\(directory)/cert.pem is not valid yet: this board's clock seems to be behind")
        default: break
        }
    }
}
