/// The kernel's lists of CPUs: "0-3,5" for people, "00000000,0000002f" for tracing_cpumask.
enum CpuList {
    static let cpusMax = 4096

    /// - Returns: the CPUs in ascending order without repetition; nil when the text is no such list.
    static func parse(_ text: String) -> [Int]? {
        var cpus: Set<Int> = []
        for part in text.trimmed.utf8.split(separator: 0x2c, omittingEmptySubsequences: false) {
            let part = String(Substring(part))
            let (first, last) = part.cut(0x2d) ?? (part, part)
            guard let low = Int(first), let high = Int(last), 0 <= low, low <= high, high < cpusMax else { return nil }
            for cpu in low...high { cpus.insert(cpu) }
        }
        return cpus.sorted()
    }

    /// Groups of 32 bits in hexadecimal, the highest CPUs first.
    static func mask(_ cpus: [Int]) -> String {
        var groups = [UInt32](repeating: 0, count: (cpus.max() ?? 0) / 32 + 1)
        for cpu in cpus { groups[cpu / 32] |= 1 << UInt32(cpu % 32) }
        return groups.reversed().map { hex(UInt64($0), digits: 8) }.joined(separator: ",")
    }

    /// The CPUs of a mask as the kernel prints it; nil when the text is no mask.
    static func parse(mask: String) -> [Int]? {
        var cpus: [Int] = []
        var base = 0
        for group in mask.trimmed.split({ $0 == 0x2c }).reversed() {
            guard let bits = UInt32(group, radix: 16) else { return nil }
            for bit in 0..<32 where bits & 1 << UInt32(bit) != 0 { cpus.append(base + bit) }
            base += 32
        }
        return cpus
    }
}
