import Ftrace

/// A small kernel of its own making, with one event of every kind of field and print helper.
enum Fixture {
    private static let headerPage = """
        \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
        \tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;
        \tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;

        """

    private static let common = """
        \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
        \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
        \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
        \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;


        """

    private static let hwlat = """
        \tfield:u64 duration;\toffset:8;\tsize:8;\tsigned:0;
        \tfield:u64 outer_duration;\toffset:16;\tsize:8;\tsigned:0;
        \tfield:u64 nmi_total_ts;\toffset:24;\tsize:8;\tsigned:0;
        \tfield:s64 tv_sec;\toffset:32;\tsize:8;\tsigned:1;
        \tfield:long tv_nsec;\toffset:40;\tsize:8;\tsigned:1;
        \tfield:unsigned int nmi_count;\toffset:48;\tsize:4;\tsigned:0;
        \tfield:unsigned int seqnum;\toffset:52;\tsize:4;\tsigned:0;
        \tfield:unsigned int count;\toffset:56;\tsize:4;\tsigned:0;

        print fmt: "", REC->seqnum

        """

    private static let mixed = """
        \tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;
        \tfield:__data_loc char[] name;\toffset:24;\tsize:4;\tsigned:0;
        \tfield:__rel_loc u16[] words;\toffset:28;\tsize:4;\tsigned:0;
        \tfield:__data_loc unsigned long[] mask;\toffset:32;\tsize:4;\tsigned:0;
        \tfield:int n;\toffset:36;\tsize:4;\tsigned:1;
        \tfield:u8 address[16];\toffset:40;\tsize:16;\tsigned:0;

        print fmt: "%s %s %*d %.*s %s %s %s %s %pI4 %pI6c %pISpc %*ph %*pbl %pUl %s %d %c", REC->comm, __get_str(name), REC->n, REC->n / (REC->n - 7), REC->n, __get_str(name), __print_array(__get_dynamic_array(words), __get_dynamic_array_len(words) / 2, 2), __get_bitmask(mask), __print_flags(REC->n, "|", { 1, "a" }, { 0x80000000, "b" }), __print_symbolic(REC->n & 3, { 0, "zero" }, { 1, "" }), REC->address, REC->address, REC->address, REC->n, __get_dynamic_array(words), REC->n, __get_dynamic_array(mask), REC->address, __print_hex(__get_dynamic_array(name), __get_dynamic_array_len(name)), REC->address[REC->n] << REC->n, REC->n

        """

    static let decoder: Decoder? = {
        var metadata = CaptureMetadata(tracer: "nop")
        metadata.headerPage = Array(headerPage.utf8)
        metadata.kallsyms = Array("ffff800008000000 T _text\nffff800008000100 t f\nffff800008000200 t g\t[m]\n".utf8)
        let events: [(name: String, id: Int, body: String)] = [
            ("ftrace/hwlat", 15, hwlat), ("test/mixed", 300, mixed),
            ("ftrace/kernel_stack", 4, "\tfield:unsigned long caller[8];\toffset:16;\tsize:64;\tsigned:0;\n\nprint fmt: \"\"\n"),
            (
                "ftrace/print", 5,
                "\tfield:unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;\n\tfield:char buf[];\toffset:16;\tsize:0;\tsigned:0;\n"
            ),
            (
                "syscalls/sys_enter_dup", 400,
                "\tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;\n\tfield:int fd;\toffset:16;\tsize:8;\tsigned:0;\n"
            ),
        ]
        for (name, id, body) in events {
            let short = name.split(separator: "/")[1]
            let file = "name: \(short)\nID: \(id)\nformat:\n\(common)\(body)"
            metadata.formats += Array("\(name) \(file.utf8.count)\n\(file)".utf8)
        }
        return try? Decoder(metadata)
    }()
}
