import Synchronization

/// How the rest of the collector speaks to a session: events are delivered on its event loop, in order.
final class SessionLink: Sendable {
    let id: UInt64
    let machine: String
    let deliver: @Sendable (SessionState.Event) -> Void
    private let closed = Atomic(false)

    init(id: UInt64, machine: String, deliver: @escaping @Sendable (SessionState.Event) -> Void) {
        self.id = id
        self.machine = machine
        self.deliver = deliver
    }

    /// Its connection is gone.
    var isClosed: Bool { closed.load(ordering: .acquiring) }

    func close() { closed.store(true, ordering: .releasing) }
}
