import CAgent

/// SHA-256 of content that comes in pieces.
final class Sha256 {
    private let context: OpaquePointer

    init?() {
        guard let context = fa_sha256_new() else { return nil }
        self.context = context
    }

    deinit { fa_sha256_free(context) }

    func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { _ = fa_sha256_update(context, $0.baseAddress, $0.count) }
    }

    /// The 32 bytes of the hash. Nothing may be added afterwards.
    func finish() -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: 32)
        hash.withUnsafeMutableBufferPointer { _ = fa_sha256_final(context, $0.baseAddress) }
        return hash
    }
}
