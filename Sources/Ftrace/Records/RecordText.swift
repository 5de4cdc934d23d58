import Synchronization

/// How the records of one event become text: made when a capture's formats are compiled, one object per event.
protocol RecordText: AnyObject, Sendable {
    /// Bytes a record must have for `print` to be called.
    var bytesMin: Int { get }
    /// Whether the record is only listed field by field, since nothing better is known.
    var isList: Bool { get }
    /// Prints what follows the line's context, the newline included.
    func print(_ record: Record, _ text: inout TextBuffer)
    /// Prints the message alone, where the record is one: trace_print_printk_msg_only and its like.
    func printMessage(_ record: Record, _ text: inout TextBuffer)
}

extension RecordText {
    var isList: Bool { false }
    func printMessage(_ record: Record, _ text: inout TextBuffer) { print(record, &text) }
}

/// The texts of all events of a capture, by id. A format is compiled when its first record is met: a kernel has more than
/// a thousand, a capture a few.
final class TextTable: Sendable {
    private let formats: FormatSet
    private let context: TextContext
    private let known = Mutex(Known())

    private struct Known {
        var texts: [Int: EventText] = [:]
        var uncompiled: [String: String] = [:]
    }

    /// Records that kernel code prints, not their print format, by the name of their event in "ftrace".
    private static let kernelTexts: [String: @Sendable (Format, TextContext) -> (any RecordText)?] = [
        "hwlat": { format, _ in HwlatText(format) },
        "kernel_stack": { format, context in StackText(format, context) },
        "function": { format, context in FunctionText(format, context) },
        "print": { format, context in PrintText(format, context) },
        "bputs": { format, context in BputsText(format, context) },
        "raw_data": { format, _ in RawDataText(format) },
        "bprint": { format, context in BprintText(format, context) },
        "user_stack": { format, context in UserStackText(format, context) },
        "func_repeats": { format, context in FuncRepeatsText(format, context) },
        "context_switch": { format, context in ContextSwitchText(format, context, sign: "==>") },
        "wakeup": { format, context in ContextSwitchText(format, context, sign: "  +") },
        "branch": { format, _ in BranchText(format) },
        "osnoise": { format, _ in OsnoiseText(format) },
        "timerlat": { format, _ in TimerlatText(format) },
        "mmiotrace_rw": { format, _ in MmiotraceText(format) },
        "mmiotrace_map": { format, _ in MmiotraceText(format) },
    ]

    init(_ formats: FormatSet, _ context: TextContext) {
        self.formats = formats
        self.context = context
    }

    /// One more than the highest id that has a text.
    var idsCount: Int { formats.idsCount }

    /// Nil when no format has this id. The object lives as long as the table.
    func text(_ id: Int) -> EventText? {
        if let text = known.withLock({ $0.texts[id] }) { return text }
        let format = formats.format(id)
        var reason: String?
        // Block records are the only ones without a format file.
        guard let text = format.map({ make($0, &reason) }) ?? (id == BlkText.id(formats) ? EventText(BlkText(context)) : nil)
        else { return nil }
        return known.withLock { known in
            if let reason, let format { known.uncompiled["\(format.system)/\(format.name)"] = reason }
            // Another task may have been faster.
            let kept = known.texts[id] ?? text
            known.texts[id] = kept
            return kept
        }
    }

    /// Events that are only listed, with the reason, by "system/event". Compiles every format.
    func uncompiled() -> [String: String] {
        for format in formats.formats { _ = text(format.id) }
        return known.withLock { $0.uncompiled }
    }

    private func make(_ format: Format, _ reason: inout String?) -> EventText {
        if format.system == "ftrace" {
            if format.name == "function", let plan = Plan.function(format, context) { return EventText(plan) }
            if let make = Self.kernelTexts[format.name], let text = make(format, context) { return EventText(text) }
        }
        if format.system == "syscalls" {
            if let text = OpenatText(format, context) { return EventText(text) }
            if let text = SyscallText(format, context) { return text.plan(context).map { EventText($0) } ?? EventText(text) }
        }
        if format.system == "synthetic", let text = SynthText(format, context, formats) { return EventText(text) }
        if let text = ProbeText(format, context) { return EventText(text) }
        do throws(Uncompilable) {
            let plan = try PlanCompiler.compile(format, context, line: true)
            return EventText(plan, headBytes: format.name.utf8.count + 2)
        } catch {
            reason = error.reason
            return EventText(FieldList(format))
        }
    }
}
