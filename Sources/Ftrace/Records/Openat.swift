/// sys_enter_openat where the kernel decodes its flags (sys_enter_openat_print in kernel/trace/trace_syscalls.c, 6.19):
/// decimal numbers, flags by name, and the mode only where a file may be made.
final class OpenatText: RecordText {
    private let arguments: [SyscallArgument]
    /// In the kernel's order, O_TMPFILE first; the values are the architecture's, from the print format.
    private let flags: NamedFlags
    private let creates: UInt64
    let bytesMin: Int

    /// __O_TMPFILE of asm-generic/fcntl.h; O_TMPFILE has O_DIRECTORY as well.
    private static let temporary: UInt64 = 0o20000000

    /// Nil when the format is not of that kind: an older kernel's.
    init?(_ format: Format, _ context: TextContext) {
        guard format.name == "sys_enter_openat", context.prefixedSyscalls, !context.options.verbose,
            let plan = try? PlanCompiler.compile(format, context),
            let arguments = SyscallArgument.all(format), arguments.count == 4
        else { return nil }
        let named = plan.namedValues
        guard let create = named.first(where: { $0.name == Array("O_CREAT".utf8) }),
            let directory = named.first(where: { $0.name == Array("O_DIRECTORY".utf8) })
        else { return nil }
        let temporary = Self.temporary | directory.value
        flags = NamedFlags([(Array("O_TMPFILE".utf8), temporary)] + named)
        creates = create.value | temporary
        self.arguments = arguments
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put("sys_openat(")
        for argument in arguments[..<2] {
            text.put(argument.label[...])
            text.putDecimal(argument.value(record))
            argument.printData(record, &text)
        }
        let bits = UInt64(UInt32(truncatingIfNeeded: arguments[2].value(record)))
        text.put(arguments[2].label[...])
        printFlags(bits, &text)
        if bits & creates != 0 {
            text.put(arguments[3].label[...])
            text.put("0")
            let mark = text.count
            text.putOctal(arguments[3].value(record) & 0xffff_ffff)
            text.pad(from: mark, width: 3, left: false, with: 0x30)
        }
        text.put(")\n")
    }

    private func printFlags(_ bits: UInt64, _ text: inout TextBuffer) {
        if bits & 3 == 0 {
            text.put("O_RDONLY")
            if bits == 0 { return }
            text.put("|")
        }
        flags.print(bits, &text)
    }
}
