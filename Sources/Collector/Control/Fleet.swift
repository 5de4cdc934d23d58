import FleetAPI
import Foundation
import Logging
import Synchronization
import Wire

/// The boards that are online, and what they are asked to do.
final class Fleet: Sendable {
    let store: Store
    let logger: Logger
    private let startTimeout: Duration
    private let state = Mutex(State())

    private struct State {
        var online: [String: SessionLink] = [:]
        var requests = MetadataRequests()
    }

    init(store: Store, scanner: Scanner, startTimeout: Duration, logger: Logger) {
        self.store = store
        self.startTimeout = startTimeout
        self.logger = logger
        store.onSettled { [weak self] boards in
            for board in boards { self?.link(board.machine)?.deliver(.delivered(board.trace)) }
            Task {
                do {
                    for board in boards { try await scanner.scan(board) }
                } catch {
                    logger.error("a delivered trace cannot be read back: \(error)")
                }
            }
        }
    }

    var online: Set<String> { state.withLock { Set($0.online.keys) } }

    func link(_ machine: String) -> SessionLink? { state.withLock { $0.online[machine] } }

    /// Takes a board in: keeps what it says it is, and finds out what it should run, stop and go on with.
    func admit(_ link: SessionLink, _ hello: Hello) async throws -> SessionState.Admission {
        try await keepMachine(link.machine, hello)
        let previous = state.withLock { state -> SessionLink? in
            if link.isClosed { return nil }
            return state.online.updateValue(link, forKey: link.machine)
        }
        previous?.deliver(.end(Goodbye(.replaced, "the same identity connected anew")))
        for status in hello.traces {
            let entry = Entry.status(machine: link.machine, boot: hello.bootID, at: Date(), status)
            switch try await store.submit(entry) {
            case .kept: await ask(link, status.metadata)
            case .refused(let reason):
                logger.warning(
                    "a board lists a trace that is not its own", metadata: ["board": "\(link.machine)", "reason": "\(reason)"])
            }
        }
        let open = try await store.catalog.openBoards(ofMachine: link.machine)
        var starts: [String: StartTrace] = [:]
        for board in open {
            if let row = try await store.catalog.trace(board.key.trace) { starts[row.id] = StartTrace(row.id, row.options) }
        }
        let plan = Reconciliation(open: open, listed: hello.traces, bootID: hello.bootID) { starts[$0] }
        for (board, goodbye) in plan.closed { try await close(board, goodbye) }
        return plan.admission
    }

    /// What a board is is journalled only when it has changed.
    private func keepMachine(_ name: String, _ hello: Hello) async throws {
        let now = Date()
        let known = try await store.catalog.machine(name)
        let facts = Dictionary(hello.facts.map { ($0.key, $0.value) }) { first, _ in first }
        let labels = Dictionary(hello.labels.map { ($0.key, $0.value) }) { first, _ in first }
        if let known, known.facts == facts, known.labels == labels, known.bootID == hello.bootID,
            known.agentVersion == hello.agentVersion
        {
            try await store.catalog.touch(name, at: now)
        } else {
            try await store.submit(.machine(name: name, at: now, hello))
        }
    }

    /// Keeps a status or an offer, then asks for metadata that it names and that is not here. Entries
    /// are kept in the order of the calls.
    func keep(_ entry: Entry, naming items: [MetadataItem], of link: SessionLink, _ done: @escaping Committer.Done) {
        store.submit(entry) { [self] result in
            done(result)
            guard case .success(.kept) = result, !items.isEmpty else { return }
            Task { await self.ask(link, items) }
        }
    }

    private func ask(_ link: SessionLink, _ items: [MetadataItem]) async {
        let missing: [[UInt8]]
        do {
            missing = try await store.catalog.missing(items).map(\.sha256)
        } catch {
            // The board offers again when it comes back.
            return link.deliver(.end(Goodbye(.storage, "the catalog cannot be read: \(error)")))
        }
        let wanted = state.withLock { state in
            link.isClosed ? [] : state.requests.offer(missing, by: link.id, now: .now)
        }
        if !wanted.isEmpty { link.deliver(.want(wanted)) }
    }

    /// A content stands in its file: keep that, and let nobody else send it.
    func keepContent(_ sha256: [UInt8], size: UInt64, storedBytes: UInt64) async throws {
        try await store.submit(.content(sha256: sha256, size: size, storedBytes: storedBytes))
        state.withLock { $0.requests.stored(sha256) }
    }

    func left(_ link: SessionLink) {
        link.close()
        let handedOn = state.withLock { state in
            if state.online[link.machine] === link { state.online[link.machine] = nil }
            return state.requests.left(link.id, now: .now)
        }
        deliver(handedOn)
        Task { [store, logger] in
            do {
                try await store.catalog.touch(link.machine, at: Date())
            } catch {
                logger.warning("when the board was last seen is not kept: \(error)", metadata: ["board": "\(link.machine)"])
            }
        }
    }

    private func deliver(_ requests: [(session: UInt64, hash: [UInt8])]) {
        let links = state.withLock { Dictionary($0.online.values.map { ($0.id, $0) }) { first, _ in first } }
        for (session, hash) in requests { links[session]?.deliver(.want([hash])) }
    }

    func close(_ board: BoardKey, _ goodbye: Goodbye) async throws {
        try await store.submit(.closed(board, goodbye))
        link(board.machine)?.deliver(.released(board.trace))
        logger.warning(
            "trace is over on a board",
            metadata: ["trace": "\(board.trace)", "board": "\(board.machine)", "reason": "\(goodbye.message)"])
    }

    /// Once a second: boards that never answered a start, and contents that never came.
    func sweep() async throws {
        deliver(state.withLock { $0.requests.overdue(now: .now) })
        let seconds = Double(startTimeout.components.seconds)
        for board in try await store.catalog.unanswered(since: Date(timeIntervalSinceNow: -seconds)) {
            let cause =
                link(board.machine) == nil ? "the board went offline before it had started the trace" : "the board did not answer"
            link(board.machine)?.deliver(.stop(board.trace))
            try await close(board, Goodbye(.timeout, "\(cause) within \(Int(seconds)) s"))
        }
    }

    func endAll(_ goodbye: Goodbye) {
        let links = state.withLock { Array($0.online.values) }
        for link in links { link.deliver(.end(goodbye)) }
    }
}
