import FleetAPI
import Foundation
import UnixSignals

/// Starts a trace, follows it to its end, and prints what each board delivered and lost.
struct TraceRun {
    let options: TraceOptions
    let settings: TraceSettings

    private static let pollInterval = Duration.milliseconds(500)

    func run(_ collector: CollectorOptions) async throws {
        let trace = try await Client.with(collector) { client in
            let request = TraceRequest(selector: settings.selector.selector, options: options)
            let started = try await client.start(request)
            let boards = started.boards.count == 1 ? "1 board" : "\(started.boards.count) boards"
            Console.note(
                "trace \(started.id): \(options.tracer) on \(boards)"
                    + (settings.duration.map { " for \($0.text)" } ?? ", until Ctrl-C"))
            return try await follow(started, client)
        }
        if settings.json { try Console.json(trace.result) } else { Console.print(trace.result.text) }
        for board in trace.result.boards where board.state != .delivered || board.code != "none" {
            let reason = board.message.isEmpty ? board.code : board.message
            if board.code != "stopped" {
                Console.error("\(board.machine): \(reason)", prefix: board.state == .delivered ? "note" : "error")
            }
        }
        if trace.interrupted { throw ExitStatus.interrupted }
        if trace.result.boards.contains(where: { $0.state != .delivered }) { throw ExitStatus.traceFailed }
    }

    /// The first Ctrl-C stops the trace on every board and waits for what they still deliver; the
    /// second leaves at once.
    private func follow(_ started: Trace, _ client: Client) async throws -> (result: Trace, interrupted: Bool) {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let (events, sink) = AsyncThrowingStream<Event, any Error>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                do { sink.yield(.finished(try await poll(started, client))) } catch { sink.finish(throwing: error) }
            }
            // One task takes all the signals: their sequence can be iterated only once.
            group.addTask {
                for await _ in signals { sink.yield(.signalled) }
            }
            var interrupted = false
            for try await event in events {
                switch event {
                case .finished(let trace):
                    return (trace, interrupted)
                case .signalled where interrupted:
                    throw ExitStatus.interrupted
                case .signalled:
                    interrupted = true
                    Console.note("\nstopping \(started.id) on every board; Ctrl-C again leaves without waiting")
                    _ = try await client.stop(started.id)
                }
            }
            throw ExitStatus.interrupted
        }
    }

    private enum Event: Sendable {
        case finished(Trace)
        case signalled
    }

    private func poll(_ started: Trace, _ client: Client) async throws -> Trace {
        var line = ProgressLine()
        let clock = ContinuousClock()
        let begin = clock.now
        var trace = started
        while !trace.isFinal {
            try await clock.sleep(for: TraceRun.pollInterval)
            trace = try await client.trace(started.id)
            let elapsed = begin.duration(to: clock.now).components.seconds
            let planned = settings.duration.map { " of \($0.text)" } ?? ""
            line.show(
                "\(trace.id)  \(elapsed)s\(planned)  \(trace.stateText)  "
                    + "\(trace.boards.sum(\.decoded)) events, \(trace.boards.sum(\.storedBytes).bytesText) stored")
        }
        line.finish()
        return trace
    }
}

extension Trace {
    /// What each board delivered and lost. WRITTEN = DECODED + LOST, or the row says so.
    var text: String {
        var table = Table([
            ("BOARD", .left), ("STATE", .left), ("RAN", .right), ("CPUS", .right), ("WRITTEN", .right), ("DECODED", .right),
            ("LOST", .right),
            ("RAW", .right), ("STORED", .right), ("BOOKS", .left),
        ])
        for board in boards {
            table.add([
                board.machine, board.state.rawValue, (Double(board.ranNs) / 1e9).fixed(1) + " s", "\(board.cpus.count)",
                "\(board.written)",
                "\(board.decoded)", "\(board.lost)", board.rawBytes.bytesText, board.storedBytes.bytesText, board.booksText,
            ])
        }
        return "trace \(id)\n" + table.text
    }
}

extension BoardTrace {
    fileprivate var booksText: String {
        if state != .delivered { return "-" }
        return cpus.allSatisfy(\.balances) ? "balance" : "do not balance: see fleetrace traces --json"
    }
}
