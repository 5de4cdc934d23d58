import FleetAPI
import Foundation
import Wire

extension BoardRow {
    /// The board's part of a trace as the API shows it.
    /// - Parameter since: when an offline board was last seen.
    func view(online: Bool, since: Date?) -> BoardTrace {
        var view = BoardTrace(machine: key.machine, state: state)
        if let closed {
            (view.code, view.message) = (closed.code.name, closed.message)
        } else if let status {
            (view.code, view.message) = (status.code.name, status.message)
        }
        view.ranNs = status?.ranNs ?? 0
        view.sampledNs = status?.sampledNs ?? 0
        view.samplingCpus = status?.samplingCpus ?? 0
        view.settings = Dictionary((status?.settings ?? []).map { ($0.key, $0.value) }) { first, _ in first }
        view.cpus = books
        view.note(remarks(online, since))
        return view
    }

    var state: BoardTrace.State {
        if closed != nil { return .failed }
        switch status?.state {
        case nil, .unspecified: return .requested
        case .running: return .running
        case .draining: return .draining
        case .ended: return settled ? .delivered : .delivering
        case .failed: return settled ? .failed : .delivering
        }
    }

    /// One row for each CPU that the board or a chunk spoke of.
    var books: [CPUBooks] {
        var books: [UInt32: CPUBooks] = [:]
        for cpu in status?.cpus ?? [] { books[cpu.cpu, default: CPUBooks(cpu: cpu.cpu)].take(cpu) }
        for cpu in cpus { books[cpu.cpu, default: CPUBooks(cpu: cpu.cpu)].take(cpu) }
        return books.values.sorted { $0.cpu < $1.cpu }
    }

    /// What the reader of a result must know beside it.
    private func remarks(_ online: Bool, _ since: Date?) -> [String] {
        var remarks: [String] = []
        let flawed = cpus.reduce(0) { $0 + $1.flawed }
        if flawed > 0 {
            remarks.append("\(flawed) chunks cannot be decompressed; they are kept, and their events are not in the counts")
        }
        if !online, !state.isFinal {
            remarks.append(
                "the board is offline\(since.map { " since \($0.ISO8601Format())" } ?? ""); what it holds comes when it returns")
        }
        return remarks
    }
}

extension BoardTrace {
    fileprivate mutating func note(_ remarks: [String]) {
        message = ([message] + remarks).filter { !$0.isEmpty }.joined(separator: "; ")
    }
}

extension CPUBooks {
    /// What the board counted.
    fileprivate mutating func take(_ status: CpuStatus) {
        let parts = [status.readEvents, status.entries, status.overrun, status.commitOverrun, status.droppedEvents]
        written = parts.reduce(0, &+)
        overrun = status.overrun
        commitOverrun = status.commitOverrun
        dropped = status.droppedEvents
        refused = status.refusedEvents
        unread = status.entries
        chunksMade = status.chunks
    }

    /// What is stored here.
    fileprivate mutating func take(_ row: CPURow) {
        decoded = row.events
        chunksStored = row.stored
        rawBytes = row.rawBytes
        storedBytes = row.storedBytes
    }
}
