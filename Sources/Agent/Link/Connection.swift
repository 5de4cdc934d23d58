import CAgent
import Wire

/// The way to the collector: name, socket, TLS. It carries bytes and knows nothing of frames' meaning.
final class Connection {
    enum Event: Equatable {
        case nothing
        /// TLS stands; a session may begin.
        case established
        case lost(String)
    }

    private enum Stage {
        case closed
        case resolving(Resolver)
        case connecting(Descriptor)
        case handshaking(Tls)
        case established(Tls)
    }

    /// Milliseconds that name, socket and handshake may take together.
    static let attemptMs: UInt64 = 15_000

    private let options: Options
    private let identity: Identity
    private let poller: Poller
    private var stage = Stage.closed
    private var addresses: [fa_address] = []
    private var attemptEndsAtNs: UInt64 = .max
    private var interest: Poller.Interest = []
    /// Bytes on their way out, sent up to `sent`.
    private var out: [UInt8] = []
    private var sent = 0

    init(_ options: Options, _ identity: Identity, _ poller: Poller) {
        self.options = options
        self.identity = identity
        self.poller = poller
    }

    var isClosed: Bool { if case .closed = stage { true } else { false } }
    var isEstablished: Bool { if case .established = stage { true } else { false } }

    func begin(nowNs: UInt64) -> Event {
        attemptEndsAtNs = nowNs + Connection.attemptMs * Clock.msNs
        if let address = Resolver.literal(options.host) {
            addresses = [address]
            return connectNext("no address")
        }
        guard let resolver = Resolver(options.host) else { return lost("the name resolver cannot start (out of memory?)") }
        stage = .resolving(resolver)
        do throws(SystemError) { try poller.add(resolver.fd, .resolver, .read) } catch { return lost(error.text) }
        return resolved(resolver)
    }

    /// When `advance` wants to be called even if no descriptor is ready.
    func deadlineNs(nowNs: UInt64) -> UInt64? {
        switch stage {
        case .closed, .established: nil
        case .resolving(let resolver): min(attemptEndsAtNs, resolver.deadlineNs(nowNs: nowNs) ?? .max)
        case .connecting, .handshaking: attemptEndsAtNs
        }
    }

    /// Moves the connection towards being established.
    func advance(nowNs: UInt64) -> Event {
        if nowNs >= attemptEndsAtNs, !isEstablished, !isClosed {
            return lost("no answer within \(Connection.attemptMs / 1000) s")
        }
        switch stage {
        case .closed, .established: return .nothing
        case .resolving(let resolver): return resolved(resolver)
        case .connecting(let socket): return connected(socket)
        case .handshaking(let tls): return shakeHands(tls)
        }
    }

    private func resolved(_ resolver: Resolver) -> Event {
        switch resolver.work() {
        case .pending: return .nothing
        case .failed(let reason): return lost("the name \"\(options.host)\" has no address (\(reason))")
        case .done:
            addresses = resolver.addresses
            poller.remove(resolver.fd)
            stage = .closed
            return connectNext("no address")
        }
    }

    /// Tries the next address; with none left, the last one's failure is the answer.
    private func connectNext(_ reason: String) -> Event {
        guard !addresses.isEmpty else { return lost(reason) }
        var address = addresses.removeFirst()
        do throws(SystemError) {
            let socket = Descriptor(try check(fa_connect(&address, options.port), "connect to", endpoint), endpoint)
            interest = .write
            try poller.add(socket.fd, .connection, interest)
            stage = .connecting(socket)
            return .nothing
        } catch {
            return connectNext(error.text)
        }
    }

    private var endpoint: String { "\(options.host) port \(options.port)" }

    private func connected(_ socket: Descriptor) -> Event {
        do throws(SystemError) {
            try check(fa_socket_error(socket.fd), "connect to", endpoint)
        } catch {
            if error.errno == Errno.inProgress { return .nothing }
            poller.remove(socket.fd)
            stage = .closed
            return connectNext(error.text)
        }
        let isAddress = Resolver.literal(options.host) != nil
        guard let tls = Tls(identity, socket, host: options.host, isAddress: isAddress) else {
            return lost("TLS cannot start (out of memory?)")
        }
        stage = .handshaking(tls)
        return shakeHands(tls)
    }

    private func shakeHands(_ tls: Tls) -> Event {
        switch tls.handshake() {
        case .done:
            stage = .established(tls)
            return watch(tls, .read) ?? .established
        case .wantRead: return watch(tls, .read) ?? .nothing
        case .wantWrite: return watch(tls, [.read, .write]) ?? .nothing
        case .lost(let reason): return lost(reason)
        }
    }

    /// Reads what has come; `sink` gets it piece by piece.
    func read(_ sink: ([UInt8]) -> Void) -> Event {
        guard case .established(let tls) = stage else { return .nothing }
        while true {
            var result = Tls.Result.wantRead
            let piece = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                result = tls.read(UnsafeMutableRawBufferPointer(buffer))
                if case .done(let moved) = result { count = moved }
            }
            switch result {
            case .done: sink(piece)
            case .wantRead, .wantWrite: return .nothing
            case .lost(let reason): return lost(reason)
            }
            // What was read may have ended the session.
            guard case .established = stage else { return .nothing }
        }
    }

    /// Writes until the socket takes no more or `next` has nothing more. A frame is asked for only
    /// when the one before it has gone, so at most one lies here.
    func write(next: () -> Frame?) -> Event {
        guard case .established(let tls) = stage else { return .nothing }
        while true {
            if sent == out.count {
                guard let frame = next() else {
                    out = []
                    sent = 0
                    return watch(tls, .read) ?? .nothing
                }
                out = frame.framed()
                sent = 0
            }
            switch out.withUnsafeBytes({ tls.write(UnsafeRawBufferPointer(rebasing: $0[sent...])) }) {
            case .done(let moved): sent += moved
            case .wantRead: return watch(tls, .read) ?? .nothing
            case .wantWrite: return watch(tls, [.read, .write]) ?? .nothing
            case .lost(let reason): return lost(reason)
            }
        }
    }

    private func watch(_ tls: Tls, _ wanted: Poller.Interest) -> Event? {
        guard wanted != interest else { return nil }
        interest = wanted
        do throws(SystemError) { try poller.change(tls.socket.fd, .connection, wanted) } catch { return lost(error.text) }
        return nil
    }

    private func lost(_ reason: String) -> Event {
        close()
        return .lost(reason)
    }

    /// Closing a descriptor takes it out of the poller; a nested epoll has to be taken out by hand.
    func close() {
        if case .resolving(let resolver) = stage { poller.remove(resolver.fd) }
        stage = .closed
        addresses = []
        out = []
        sent = 0
        attemptEndsAtNs = .max
    }
}
