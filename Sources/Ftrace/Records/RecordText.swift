/// How the records of one event become text: made when a capture's formats are compiled, one object per event.
protocol RecordText: AnyObject, Sendable {
    /// Bytes a record must have for `print` to be called.
    var bytesMin: Int { get }
    /// Whether the record is only listed field by field, since nothing better is known.
    var isList: Bool { get }
    /// Prints what follows the line's context, the newline included.
    func print(_ record: Record, _ text: inout TextBuffer)
}

extension RecordText {
    var isList: Bool { false }
}

/// The texts of all events of a capture, by id.
struct TextTable: Sendable {
    /// Indexed by id; nil where there is no such event.
    private(set) var texts: [(any RecordText)?] = []
    /// Events that are only listed, with the reason, by "system/event".
    private(set) var uncompiled: [String: String] = [:]

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

    init(_ formats: [Format], _ context: TextContext) {
        let gfpFlags = GfpFlags(formats, context)
        for format in formats {
            set(text(format, context, gfpFlags), at: format.id)
        }
        if let id = BlkText.id(formats), id >= texts.count || texts[id] == nil { set(BlkText(context), at: id) }
    }

    private mutating func set(_ text: any RecordText, at id: Int) {
        if id >= texts.count { texts += Array(repeating: nil, count: id + 1 - texts.count) }
        texts[id] = text
    }

    private mutating func text(_ format: Format, _ context: TextContext, _ gfpFlags: GfpFlags) -> any RecordText {
        if format.system == "ftrace", let make = Self.kernelTexts[format.name], let text = make(format, context) { return text }
        if format.system == "syscalls", let text = OpenatText(format, context) { return text }
        if format.system == "syscalls", let text = SyscallText(format, context) { return text }
        if format.system == "synthetic", let text = SynthText(format, context, gfpFlags) { return text }
        if let text = ProbeText(format, context) { return text }
        do throws(Uncompilable) {
            return FormatText(format.name, try PlanCompiler.compile(format, context))
        } catch {
            uncompiled["\(format.system)/\(format.name)"] = error.reason
            return FieldList(format)
        }
    }
}
