import Ftrace
import Testing

/// print_syscall_enter of kernel/trace/trace_syscalls.c.
@Suite("System calls")
struct SyscallTests {
    /// The records' lines: verbose drops comments from the header as well.
    private func lines(_ recording: Recording) throws -> [Substring] {
        String(decoding: try recording.report().text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test("With the option verbose the types of arguments stand before their names")
    func verbose() throws {
        var recording = try Recording(fixture: "arm64-6.1.192-syscalls")
        let plain = try lines(recording)
        recording.metadata.options += Array("verbose\n".utf8)
        let verbose = try lines(recording)
        #expect(plain.count == verbose.count)
        let calls = zip(plain, verbose).filter { $0.0.contains(" sys_read(") }
        #expect(calls.count > 5)
        for (short, long) in calls {
            #expect(short.contains("(fd: ") && long.contains("(unsigned int fd: "))
            #expect(long.contains(", char * buf: ") && long.contains(", size_t count: "))
            let bare = long.replacing("unsigned int fd", with: "fd").replacing("char * buf", with: "buf")
            #expect(bare.replacing("size_t count", with: "count") == short)
        }
        #expect(zip(plain, verbose).allSatisfy { $0.0.contains("(") || $0.0 == $0.1 })
    }
}
