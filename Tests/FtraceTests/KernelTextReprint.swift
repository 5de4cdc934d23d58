import Foundation
import Ftrace
import Testing

/// Prints parsed values the way the kernel printed them: what comes back equal was understood whole.
enum Reprint {
    static func fixture(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Recording.fixtures.appending(path: "texts/\(name).txt")))
    }

    /// Every text among the fixtures.
    static func fixtures() throws -> [(name: String, text: [UInt8])] {
        let folder = Recording.fixtures.appending(path: "texts")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            ($0, Array(try Data(contentsOf: folder.appending(path: $0))))
        }
    }

    static func lines(_ text: [UInt8]) -> [String] {
        text.split(separator: 0x0a, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    static func left(_ text: String, _ width: Int) -> String { text + spaces(width - text.utf8.count) }
    static func right(_ text: String, _ width: Int) -> String { spaces(width - text.utf8.count) + text }
    static func right(_ value: some FixedWidthInteger, _ width: Int) -> String { right("\(value)", width) }
    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    /// Holds what is printed again from the values against every line that is no comment.
    static func compare(_ text: [UInt8], named name: String = "") throws {
        let trace = try LatencyTrace(text)
        #expect(trace.text == text)
        #expect(trace.faults.named == [], "\(name)")
        let wanted = lines(text).filter { !$0.hasPrefix("#") && !$0.isEmpty }
        let found = body(trace)
        #expect(found.count == wanted.count, "\(name)")
        for (want, got) in zip(wanted, found) where want != got {
            #expect(got == want, "\(name)")
            break
        }
    }

    /// The lines of all entries, stacks and losses: all that a trace has besides its header.
    static func body(_ trace: LatencyTrace) -> [String] {
        var lines: [String] = []
        for (index, entry) in trace.entries.enumerated() {
            lines += trace.losses.filter { $0.before == index }.map(line)
            lines += trace.handovers.filter { $0.before == index }.flatMap(lines(_:))
            lines.append(line(entry))
            lines += entry.stack.map { " => \($0)" }
        }
        return lines + trace.losses.filter { $0.before == trace.entries.count }.map(line)
    }

    private static func line(_ loss: LatencyLoss) -> String {
        "CPU:\(loss.cpu) [LOST \(loss.events.map { "\($0) " } ?? "")EVENTS]"
    }

    private static func lines(_ handover: LatencyHandover) -> [String] {
        let rule = " ------------------------------------------"
        let tasks = [(handover.comm, handover.pid), (handover.nextComm, handover.nextPid)].map { centred("\($0)-\($1)") }
        return [rule, " \(handover.cpu)) \(tasks[0]) => \(tasks[1])", rule]
    }

    private static func centred(_ task: String) -> String {
        left(right(task, task.utf8.count + max(0, 14 - task.utf8.count) / 2), 14)
    }

    static func line(_ entry: LatencyEntry) -> String {
        let mark = Character(UnicodeScalar(entry.time.mark))
        if entry.graph != nil { return graph(entry) }
        if let numbers = entry.verbose { return verbose(entry, numbers) }
        let time = entry.time.value ?? 0
        if entry.time.isAbsolute {
            let cpu = right(entry.cpu, 3).replacing(" ", with: "0")
            let fraction = right(time % 1_000_000, 6).replacing(" ", with: "0")
            return "\(right(entry.comm, 16))-\(left("\(entry.pid)", 7)) [\(cpu)] \(entry.flags.characters)"
                + " \(right(time / 1_000_000, 5)).\(fraction): \(text(entry.step))"
        }
        let column = entry.time.isTicks ? " \(right(time, 4)): " : " \(right(time, 4))us\(mark): "
        return "\(right(entry.comm, 8))-\(left("\(entry.pid)", 7)) \(right(entry.cpu, 3))\(entry.flags.characters)\(column)"
            + text(entry.step)
    }

    private static func verbose(_ entry: LatencyEntry, _ numbers: LatencyVerbose) -> String {
        func hex(_ value: some FixedWidthInteger, _ digits: Int) -> String {
            right(String(value, radix: 16), digits).replacing(" ", with: "0")
        }
        func time(_ value: UInt64) -> String {
            entry.time.isTicks ? "\(value)" : "\(value / 1000).\(right(value % 1000, 3).replacing(" ", with: "0"))ms"
        }
        return "\(right(entry.comm, 16)) \(right(entry.pid, 7)) \(right(entry.cpu, 3)) \(numbers.flagBits)"
            + " \(hex(entry.flags.preemptDepth, 8)) \(hex(numbers.index, 8)) [\(hex(numbers.stamp, entry.time.isTicks ? 16 : 8))]"
            + " \(time(entry.time.value ?? 0)) (+\(time(numbers.delay))): " + text(entry.step)
    }

    private static func graph(_ entry: LatencyEntry) -> String {
        let task = centred("\(entry.comm)-\(entry.pid)")
        let time = entry.time.value.map { "\(right($0, 9)) us |  " } ?? ""
        let depth = entry.graph?.depth ?? 0
        let length = entry.graph?.durationNs.map(duration) ?? left("", 12)
        let mark = Character(UnicodeScalar(entry.graph?.mark ?? 0x20))
        let indent = left("", depth * 2)
        return "\(time) \(entry.cpu)) \(task) |  \(entry.flags.characters) | \(mark) \(length)|  \(indent)" + text(entry.step)
    }

    /// Seven digits in twelve columns, as trace_print_graph_duration has them.
    static func duration(_ ns: UInt64) -> String {
        let whole = "\(ns / 1000)"
        let digits = min(3, max(0, 7 - whole.utf8.count))
        let fraction = right("\(ns % 1000)", 3).replacing(" ", with: "0").prefix(digits)
        return left((fraction.isEmpty ? whole : "\(whole).\(fraction)") + " us ", 12)
    }

    private static func text(_ step: LatencyStep) -> String {
        switch step {
        case .function(let name, let parent): name + (parent.map { " <-\($0)" } ?? "")
        case .wakeup(let step): text(step, "  +")
        case .taskSwitch(let step): text(step, "==>")
        case .stackTrace(let user): user ? "<user stack trace>" : "<stack trace>"
        case .event(let name, let text): "\(name): \(text)"
        case .call(let text), .other(let text): text
        case .callEntered(let name): "\(name) {"
        case .callReturned(let name): "}" + (name.map { " \($0)" } ?? "")
        case .comment(let text): "/* \(text) */"
        case .interruptEntered: "==========>"
        case .interruptLeft: "<=========="
        }
    }

    private static func text(_ step: LatencySwitch, _ sign: String) -> String {
        let cpu = right(step.nextCPU, 3).replacing(" ", with: "0")
        return " \(right(step.pid, 7)):\(right(step.priority, 3)):\(step.state) \(sign) [\(cpu)] "
            + "\(right(step.nextPid, 7)):\(right(step.nextPriority, 3)):\(step.nextState) \(step.nextComm)"
    }
}
