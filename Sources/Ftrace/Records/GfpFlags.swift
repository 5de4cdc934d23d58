/// The names of memory allocation flags, which change from kernel to kernel: taken from the print format of an event that
/// prints them (__def_gfpflag_names in include/trace/events/mmflags.h).
struct GfpFlags: Sendable {
    private let flags: NamedFlags

    init(_ formats: FormatSet, _ context: TextContext) {
        guard let format = formats.format("kmem", "kmalloc"), let plan = try? PlanCompiler.compile(format, context)
        else {
            flags = NamedFlags([])
            return
        }
        // Other flags of that format, if there are any, follow those of the allocation.
        flags = NamedFlags(plan.namedValues.filter { $0.name.starts(with: "GFP_".utf8) || $0.name.starts(with: "__GFP_".utf8) })
    }

    func print(_ value: UInt64, _ text: inout TextBuffer) {
        flags.print(value, &text)
    }
}
