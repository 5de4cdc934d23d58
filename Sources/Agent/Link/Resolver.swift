import CAgent

/// A name on its way to becoming addresses.
final class Resolver {
    enum State: Equatable {
        case pending
        case done
        case failed(String)
    }

    private let resolver: OpaquePointer

    init?(_ host: String) {
        guard let resolver = host.withCString({ fa_resolver_new($0) }) else { return nil }
        self.resolver = resolver
    }

    deinit { fa_resolver_free(resolver) }

    /// Readable when `work` has something to do.
    var fd: Int32 { fa_resolver_fd(resolver) }

    /// When `work` is due even if nothing is readable.
    func deadlineNs(nowNs: UInt64) -> UInt64? {
        let ms = fa_resolver_timeout_ms(resolver)
        return ms < 0 ? nil : nowNs + UInt64(ms) * Clock.msNs
    }

    func work() -> State {
        _ = fa_resolver_work(resolver)
        return state
    }

    var state: State {
        switch UInt32(bitPattern: fa_resolver_state(resolver)) {
        case FA_RESOLVER_PENDING.rawValue: .pending
        case FA_RESOLVER_DONE.rawValue: .done
        default: .failed(String(cString: fa_resolver_error(resolver)))
        }
    }

    var addresses: [fa_address] {
        var found = [fa_address](repeating: fa_address(), count: 8)
        let count = found.withUnsafeMutableBufferPointer { fa_resolver_addresses(resolver, $0.baseAddress, Int32($0.count)) }
        return Array(found.prefix(Int(count)))
    }

    /// The address that the text itself is; nil when it is a name.
    static func literal(_ host: String) -> fa_address? {
        var address = fa_address()
        return host.withCString { fa_address_parse($0, &address) } == 1 ? address : nil
    }
}
