/// The types of a kernel and its modules, as far as a capture has them.
final class KernelTypes: Sendable {
    private let kernel: BTF?
    /// By name, in order.
    private let modules: [(name: [UInt8], btf: BTF)]

    /// - Parameters:
    ///   - btf: /sys/kernel/btf/vmlinux; empty, or no BTF: nothing is known.
    ///   - modules: /sys/kernel/btf/MODULE by module. Those that are no BTF are passed over.
    init(btf: [UInt8], modules: [String: [UInt8]]) {
        let kernel = BTF(btf)
        self.kernel = kernel
        self.modules = modules.sorted { $0.key < $1.key }.compactMap { name, bytes in
            BTF(bytes, base: kernel).map { (Array(name.utf8), $0) }
        }
    }

    /// The prototype of a function, with the blob it is in (bpf_find_btf_id): the kernel's own functions first, then the
    /// modules'. Their order in the kernel is that of loading, which nobody kept: the symbol's own module goes first.
    func prototype(_ name: UnsafeRawBufferPointer, module: UnsafeRawBufferPointer) -> (BTF, BTFType)? {
        if let kernel, let found = kernel.prototype(of: name) { return (kernel, found) }
        if let own = modules.first(where: { $0.name.elementsEqual(module) }), let found = own.btf.prototype(of: name) {
            return (own.btf, found)
        }
        for (_, btf) in modules {
            if let found = btf.prototype(of: name) { return (btf, found) }
        }
        return nil
    }

    /// The value of an enum's name, wherever that enum is.
    func enumerator(_ name: String) -> Int64? {
        Array(name.utf8).withUnsafeBytes { bytes in
            if let value = kernel?.enumerator(bytes) { return value }
            for (_, btf) in modules {
                if let value = btf.enumerator(bytes) { return value }
            }
            return nil
        }
    }
}
