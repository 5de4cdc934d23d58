/// The names of memory allocation flags, which change from kernel to kernel: taken from the print format of an event that
/// prints them (__def_gfpflag_names in include/trace/events/mmflags.h).
struct GfpFlags: Sendable {
    private let names: [(name: [UInt8], value: UInt64)]

    init(_ formats: FormatSet, _ context: TextContext) {
        guard let format = formats.format("kmem", "kmalloc"), let plan = try? PlanCompiler.compile(format, context)
        else {
            names = []
            return
        }
        // Other flags of that format, if there are any, follow those of the allocation.
        names = plan.namedValues.filter { $0.name.starts(with: "GFP_".utf8) || $0.name.starts(with: "__GFP_".utf8) }
    }

    /// trace_print_flags_seq.
    func print(_ value: UInt64, _ text: inout TextBuffer) {
        var rest = value
        var first = true
        for flag in names where rest != 0 && rest & flag.value == flag.value {
            rest &= ~flag.value
            if !first { text.put("|") }
            first = false
            text.put(flag.name[...])
        }
        if rest != 0 {
            if !first { text.put("|") }
            text.put("0x")
            text.putHex(rest)
        }
    }
}
