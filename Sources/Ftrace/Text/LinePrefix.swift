/// Writes what every line begins with, from pieces that were made once: `comm-pid [cpu] flags time: `.
/// It belongs to one report; `LineStyle.context` says the same without remembering anything.
final class LinePrefix {
    private let style: LineStyle
    private let tasks: Tasks
    private let pidOffset: Int
    private let flagsOffset: Int
    private let preemptOffset: Int
    private let hasFlags: Bool
    /// By pid modulo their count.
    private let taskTexts: UnsafeMutablePointer<Piece>
    /// By CPU number.
    private let cpuTexts: UnsafeMutablePointer<Piece>
    /// Three characters by the flags byte, two by the preemption byte.
    private let flagTexts: UnsafeMutablePointer<UInt32>
    private let preemptTexts: UnsafeMutablePointer<UInt16>
    /// The whole second that `secondText` tells, as nanoseconds.
    @exclusivity(unchecked) private var secondNs: UInt64 = 0
    @exclusivity(unchecked) private var secondText = Piece("     0.")

    private static let tasksCount = 2048
    private static let cpusCount = 1024
    /// No line begins with more.
    static let bytesMax = 256

    /// A short text and whom it belongs to.
    struct Piece {
        var key: Int32 = -1
        var bytes: Int32 = 0
        var text: (SIMD16<UInt8>, SIMD16<UInt8>, SIMD16<UInt8>) = (.zero, .zero, .zero)

        /// Keeps what was written into `buffer` since `mark`, and takes it from there again.
        init(key: Int32, from mark: Int, _ buffer: inout TextBuffer) {
            self.key = key
            let written = min(buffer.count - mark, 48)
            bytes = Int32(written)
            withUnsafeMutableBytes(of: &text) { text in
                text.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer.bytes[mark..<(mark + written)]))
            }
            buffer.cut(to: mark)
        }

        init() {}

        init(_ text: StaticString) {
            bytes = Int32(min(text.utf8CodeUnitCount, 48))
            withUnsafeMutableBytes(of: &self.text) {
                $0.copyBytes(from: UnsafeBufferPointer(start: text.utf8Start, count: Int(bytes)))
            }
        }
    }

    init(_ style: LineStyle, _ tasks: Tasks) {
        self.style = style
        self.tasks = tasks
        pidOffset = style.pidOffset
        flagsOffset = style.flags.flagsOffset
        preemptOffset = style.flags.preemptOffset
        hasFlags = style.options.irqInfo
        taskTexts = .allocate(capacity: Self.tasksCount)
        taskTexts.initialize(repeating: Piece(), count: Self.tasksCount)
        cpuTexts = .allocate(capacity: Self.cpusCount)
        cpuTexts.initialize(repeating: Piece(), count: Self.cpusCount)
        flagTexts = .allocate(capacity: 256)
        preemptTexts = .allocate(capacity: 256)
        for byte in 0..<256 {
            let byte = UInt8(truncatingIfNeeded: byte)
            flagTexts[Int(byte)] = style.flags.flagCharacters(byte)
            preemptTexts[Int(byte)] = style.flags.preemptCharacters(byte)
        }
    }

    deinit {
        taskTexts.deallocate()
        cpuTexts.deallocate()
        flagTexts.deallocate()
        preemptTexts.deallocate()
    }

    /// The record has at least `LineStyle.bytesMin` bytes.
    @inline(__always)
    func print(_ record: Record, cpu: Int, _ text: inout TextBuffer) {
        guard style.isOrdinary, cpu >= 0, cpu < Self.cpusCount else { return style.context(record, cpu: cpu, tasks, &text) }
        let pid = record.integer(pidOffset, as: Int32.self)
        let task = taskTexts + Int(pid) & (Self.tasksCount - 1)
        if task.pointee.key != pid || pid == -1 { remember(pid, task, &text) }
        if cpuTexts[cpu].key < 0 { remember(cpu: cpu, &text) }
        let time = record.timeNs &+ 500
        if time &- secondNs >= 1_000_000_000 { remember(secondOf: time, &text) }
        text.reserve(Self.bytesMax)
        var out = text.end
        Self.put(task, &out)
        Self.put(cpuTexts + cpu, &out)
        if hasFlags {
            let flags = flagTexts[Int(record.u8(flagsOffset))]
            let preempt = preemptTexts[Int(record.u8(preemptOffset))]
            UnsafeMutableRawPointer(out).storeBytes(of: flags, as: UInt32.self)
            UnsafeMutableRawPointer(out).storeBytes(of: preempt, toByteOffset: 3, as: UInt16.self)
            out += 5
        }
        UnsafeMutableRawPointer(out).storeBytes(of: secondText.text.0, as: SIMD16<UInt8>.self)
        UnsafeMutableRawPointer(out).storeBytes(of: secondText.text.1, toByteOffset: 16, as: SIMD16<UInt8>.self)
        out += Int(secondText.bytes)
        out.putPadded6(UInt32(truncatingIfNeeded: (time &- secondNs) / 1000))
        out.put(UInt8(ascii: ":"))
        out.put(UInt8(ascii: " "))
        text.commit(out)
    }

    @inline(__always)
    private static func put(_ piece: UnsafeMutablePointer<Piece>, _ out: inout Cursor) {
        let raw = UnsafeMutableRawPointer(out)
        raw.storeBytes(of: piece.pointee.text.0, as: SIMD16<UInt8>.self)
        raw.storeBytes(of: piece.pointee.text.1, toByteOffset: 16, as: SIMD16<UInt8>.self)
        if piece.pointee.bytes > 32 { raw.storeBytes(of: piece.pointee.text.2, toByteOffset: 32, as: SIMD16<UInt8>.self) }
        out += Int(piece.pointee.bytes)
    }

    @inline(never)
    private func remember(_ pid: Int32, _ task: UnsafeMutablePointer<Piece>, _ text: inout TextBuffer) {
        let mark = text.count
        style.task(pid, tasks, &text)
        task.pointee = Piece(key: pid, from: mark, &text)
    }

    @inline(never)
    private func remember(cpu: Int, _ text: inout TextBuffer) {
        let mark = text.count
        style.cpu(cpu, &text)
        cpuTexts[cpu] = Piece(key: Int32(cpu), from: mark, &text)
    }

    @inline(never)
    private func remember(secondOf time: UInt64, _ text: inout TextBuffer) {
        let mark = text.count
        let second = time / 1_000_000_000
        secondNs = second * 1_000_000_000
        text.put(UInt8(ascii: " "))
        text.putDecimal(second, width: 5)
        text.put(UInt8(ascii: "."))
        secondText = Piece(key: 0, from: mark, &text)
    }
}
