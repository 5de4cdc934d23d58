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
    ]

    init(_ formats: [Format], _ context: TextContext) {
        for format in formats {
            if format.id >= texts.count {
                texts += Array(repeating: nil, count: format.id + 1 - texts.count)
            }
            texts[format.id] = text(format, context)
        }
    }

    private mutating func text(_ format: Format, _ context: TextContext) -> any RecordText {
        if format.system == "ftrace", let make = Self.kernelTexts[format.name], let text = make(format, context) { return text }
        if format.system == "syscalls", let text = OpenatText(format, context) { return text }
        if format.system == "syscalls", let text = SyscallText(format, context) { return text }
        do throws(Uncompilable) {
            return FormatText(format.name, try PlanCompiler.compile(format, context))
        } catch {
            uncompiled["\(format.system)/\(format.name)"] = error.reason
            return FieldList(format)
        }
    }
}
