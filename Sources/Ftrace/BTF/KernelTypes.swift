import Synchronization

/// The types of a kernel and its modules, as far as a capture has them. They are read when the first is asked for: most
/// captures need none.
final class KernelTypes: Sendable {
    private let source: (kernel: [UInt8], modules: [String: [UInt8]])
    private let blobs: Mutex<Blobs?> = Mutex(nil)

    private struct Blobs {
        var kernel: BTF?
        /// By name, in order.
        var modules: [(name: [UInt8], btf: BTF)]
    }

    /// - Parameters:
    ///   - btf: /sys/kernel/btf/vmlinux; empty, or no BTF: nothing is known.
    ///   - modules: /sys/kernel/btf/MODULE by module. Those that are no BTF are passed over.
    init(btf: [UInt8], modules: [String: [UInt8]]) {
        source = (btf, modules)
    }

    private func read() -> Blobs {
        let kernel = BTF(source.kernel)
        let modules = source.modules.sorted { $0.key < $1.key }.compactMap { name, bytes in
            BTF(bytes, base: kernel).map { (name: Array(name.utf8), btf: $0) }
        }
        return Blobs(kernel: kernel, modules: modules)
    }

    private func withBlobs<T: Sendable>(_ body: (Blobs) -> T) -> T {
        let known = blobs.withLock { blobs in
            let read = blobs ?? read()
            blobs = read
            return read
        }
        return body(known)
    }

    /// The prototype of a function, with the blob it is in (bpf_find_btf_id): the kernel's own functions first, then the
    /// modules'. Their order in the kernel is that of loading, which nobody kept: the symbol's own module goes first.
    func prototype(_ name: UnsafeRawBufferPointer, module: UnsafeRawBufferPointer) -> (BTF, BTFType)? {
        withBlobs { blobs in
            if let kernel = blobs.kernel, let found = kernel.prototype(of: name) { return (kernel, found) }
            if let own = blobs.modules.first(where: { $0.name.elementsEqual(module) }), let found = own.btf.prototype(of: name) {
                return (own.btf, found)
            }
            for (_, btf) in blobs.modules {
                if let found = btf.prototype(of: name) { return (btf, found) }
            }
            return nil
        }
    }

    /// The value of an enum's name, wherever that enum is.
    func enumerator(_ name: String) -> Int64? {
        withBlobs { blobs in
            Array(name.utf8).withUnsafeBytes { bytes in
                if let value = blobs.kernel?.enumerator(bytes) { return value }
                for (_, btf) in blobs.modules {
                    if let value = btf.enumerator(bytes) { return value }
                }
                return nil
            }
        }
    }
}
