/// A branch that was annotated as likely or unlikely (trace_branch_print in kernel/trace/trace_branch.c).
final class BranchText: RecordText {
    private let line, correct: IntegerField
    private let function, file: Field
    let bytesMin: Int

    init?(_ format: Format) {
        guard let line = IntegerField(format, "line"), let correct = IntegerField(format, "correct"),
            let function = format.field("func"), let file = format.field("file")
        else { return nil }
        self.line = line
        self.correct = correct
        self.function = function
        self.file = file
        bytesMin = max(8, format.bytesMin)
    }

    func print(_ record: Record, _ text: inout TextBuffer) {
        text.put(correct.load(record) != 0 ? "[  ok  ] " : "[ MISS ] ")
        record.printString(function.offset, bytes: function.bytes, &text)
        text.put(":")
        record.printString(file.offset, bytes: file.bytes, &text)
        text.put(":")
        text.putDecimal(Int64(Int32(truncatingIfNeeded: line.load(record))))
        text.put("\n")
    }
}
