/// CONFIG_HZ: the timer ticks of a second. No file of tracefs states it, but writeback events print the age of an inode as
/// `(jiffies - REC->dirtied_when) / 250`, and the compiler's preprocessor left the number there
/// (include/trace/events/writeback.h).
enum TickRate {
    static func find(_ formats: FormatSet) -> Int64? {
        for event in ["writeback_single_inode_start", "writeback_single_inode", "writeback_sb_inodes_requeue"] as [StaticString] {
            guard let format = formats.format("writeback", event) else { continue }
            guard let tokens = try? Lexer.tokens(format.printFormat),
                let start = tokens.firstIndex(of: .name("jiffies")), start + 6 < tokens.count
            else { continue }
            guard
                tokens[(start + 1)..<(start + 6)] == [
                    .symbol("-"), .name("REC"), .symbol("->"), .name("dirtied_when"), .symbol(")"),
                ],
                tokens[start + 6] == .symbol("/"), start + 7 < tokens.count, case .number(let rate, _, _) = tokens[start + 7]
            else { continue }
            // include/asm-generic/param.h and the Kconfigs know 24 to 1200.
            if rate > 0, rate <= 10_000 { return Int64(rate) }
        }
        return nil
    }
}
