/// What one line of a latency trace says happened.
public enum LatencyStep: Equatable, Sendable {
    /// A traced function and, if the option print-parent is on and there was one, its caller. Offsets, addresses and
    /// arguments stay as the options printed them.
    case function(name: String, parent: String?)
    /// "  1078:120:R   + [000]  1077:255:R ld-dls": the wakeup; with "==>" the switch that ended the wait.
    case wakeup(LatencySwitch)
    case taskSwitch(LatencySwitch)
    /// "<stack trace>" or "<user stack trace>"; the frames are in the entry's `stack`.
    case stackTrace(user: Bool)
    /// "name: text": an event, or a marker from the function or address `name`.
    case event(name: String, text: String)
    /// The function_graph form (display-graph): a call without traced callees as printed, "f();" with what the options add, and
    /// the entry of one with callees, "f()" or "f(fd=0x3)".
    case call(String)
    case callEntered(String)
    /// The name is there only where the kernel prints it: with funcgraph-tail, or when the entry was lost.
    case callReturned(String?)
    case comment(String)
    case interruptEntered
    case interruptLeft
    /// Whatever else a line says.
    case other(String)

    /// The bare name of the function that ran, was called or, where the line tells, returned: no offset, arguments or module.
    public var function: String? {
        let text: String?
        switch self {
        case .function(let name, _), .call(let name), .callEntered(let name): text = name
        case .callReturned(let comment): text = comment.map { String($0.drop { $0 == "/" || $0 == "*" || $0 == " " }) }
        default: text = nil
        }
        let name = text?.utf8.prefix { $0.isIdentifier || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "$") }
        return name.flatMap { $0.isEmpty ? nil : String($0) }
    }
}

/// Two tasks, one of which woke the other or gave way to it (trace_ctxwake_print in kernel/trace/trace_output.c).
public struct LatencySwitch: Equatable, Sendable {
    public let pid: Int
    /// The kernel's priority: 0 to 99 real-time, 100 to 139 normal, -1 deadline (printed as 255 by 6.1).
    public let priority: Int
    /// The letter of task_index_to_char: "R", "S", "D" …
    public let state: String
    /// The CPU of the next task.
    public let nextCPU: Int
    public let nextPid: Int
    public let nextPriority: Int
    public let nextState: String
    public let nextComm: String
}

extension LatencyStep {
    /// What follows the time column in the plain form.
    init(text: ArraySlice<UInt8>) {
        if text.elementsEqual("<stack trace>".utf8) {
            self = .stackTrace(user: false)
        } else if text.elementsEqual("<user stack trace>".utf8) {
            self = .stackTrace(user: true)
        } else if let (step, wakes) = LatencySwitch.read(text) {
            self = wakes ? .wakeup(step) : .taskSwitch(step)
        } else {
            self = Self.named(text)
        }
    }

    /// A function or an event: an event's name is followed by a colon, a function's by nothing or by what the options add.
    private static func named(_ text: ArraySlice<UInt8>) -> LatencyStep {
        let name = text.prefix { $0.isIdentifier || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "$") }
        let after = text[name.endIndex...]
        guard !name.isEmpty else { return .other(text.string) }
        if after.hasPrefix(":") {
            let rest = after.dropFirst()
            return .event(name: name.string, text: (rest.first == 0x20 ? rest.dropFirst() : rest).string)
        }
        if let arrow = text.lastIndex(of: " <-") {
            return .function(name: text[..<arrow].string, parent: text[(arrow + 3)...].string)
        }
        let alone = after.isEmpty || after.hasPrefix("+0x") || after.hasPrefix(" [") || after.hasPrefix(" <")
        return alone ? .function(name: text.string, parent: nil) : .other(text.string)
    }

    /// What follows the duration column in the function_graph form, without its indentation.
    init(graph text: ArraySlice<UInt8>) {
        var cursor = LineCursor(text)
        if cursor.skip("}") {
            cursor.skipSpaces()
            self = .callReturned(cursor.isAtEnd ? nil : cursor.rest.string)
        } else if cursor.skip("/* ") {
            let inner = cursor.rest
            self = .comment((inner.suffix(3).elementsEqual(" */".utf8) ? inner.dropLast(3) : inner).string)
        } else if text.suffix(2).elementsEqual(" {".utf8) {
            self = .callEntered(text.dropLast(2).string)
        } else if text.firstIndex(of: ");") != nil {
            self = .call(text.string)
        } else {
            self = .other(text.string)
        }
    }
}

extension LatencySwitch {
    static func read(_ text: ArraySlice<UInt8>) -> (LatencySwitch, wakes: Bool)? {
        var cursor = LineCursor(text)
        guard let (pid, priority, state) = task(&cursor) else { return nil }
        cursor.skipSpaces()
        let wakes = cursor.skip("+ [")
        guard wakes || cursor.skip("==> ["), let cpu = cursor.integer(Int.self), cursor.skip("] "),
            let next = task(&cursor), cursor.skip(" ")
        else { return nil }
        let step = LatencySwitch(
            pid: pid, priority: priority, state: state, nextCPU: cpu, nextPid: next.pid, nextPriority: next.priority,
            nextState: next.state, nextComm: cursor.rest.string)
        return (step, wakes)
    }

    /// "  1078:120:R"
    private static func task(_ cursor: inout LineCursor) -> (pid: Int, priority: Int, state: String)? {
        cursor.skipSpaces()
        guard let pid = cursor.integer(Int.self), cursor.skip(":") else { return nil }
        cursor.skipSpaces()
        guard let priority = cursor.integer(Int.self), cursor.skip(":"), let state = cursor.take(1) else { return nil }
        return (pid, priority, state.string)
    }
}
