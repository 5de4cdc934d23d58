import CAgent

/// What the agent knows about its own process.
enum Process {
    static var isRoot: Bool { fa_effective_user() == 0 }

    /// The command line without the program's name. Embedded Swift has no CommandLine.
    static var arguments: [String] {
        guard let bytes = try? File.bytes("/proc/self/cmdline", max: 2 << 20) else { return [] }
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().dropFirst()
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The id of this boot of the kernel.
    static func bootID() throws(SystemError) -> String { try File.text("/proc/sys/kernel/random/boot_id") }

    static func exit(_ code: ExitCode) -> Never { fa_exit(code.rawValue) }
}
