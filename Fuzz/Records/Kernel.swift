import Ftrace
import FuzzSupport

/// A small kernel with every kind of record that is printed by code of its own, and what the first bytes of an input choose of it.
struct Kernel {
    private let choice: [UInt8]
    let layout: PageLayout
    let blockBytes: Int
    let cpus: Int

    static let choiceBytes = 7
    /// Small pages, so that records often meet a page's end.
    private static let pageBytes = 1024

    private static let tracers = [
        "nop", "function_graph", "function", "blk", "mmiotrace", "osnoise", "timerlat", "branch", "irqsoff", "wakeup", "hwlat", "",
    ]
    private static let options: [String] = [
        "nocontext-info", "noirq-info", "record-tgid", "verbose", "latency-format", "raw", "hex", "bin", "fields", "sym-offset",
        "sym-addr", "noprint-parent", "noannotate", "printk-msg-only", "display-graph", "bitmask-list", "blk_classic",
        "blk_cgname", "blk_cgroup", "funcgraph-proc", "funcgraph-abstime", "funcgraph-retval", "funcgraph-retval-hex",
        "funcgraph-retaddr", "funcgraph-tail", "funcgraph-overrun", "nofuncgraph-irqs", "nofuncgraph-duration",
        "nofuncgraph-overhead", "nofuncgraph-cpu", "funcgraph-args", "func-args",
    ]

    /// - Parameter choice: `choiceBytes` bytes: the tracer, four of options (a bit for each), the kernel's kind, how pages lie.
    init(_ choice: ArraySlice<UInt8>) {
        self.choice = Array(choice)
        let kind = self.choice[5]
        layout = kind & 16 == 0 ? .packed : .fixed(Self.pageBytes)
        // One page or two a block: in packed pages the next block begins wherever.
        blockBytes = kind & 32 == 0 ? Self.pageBytes : 2 * Self.pageBytes
        cpus = 1 + Int(self.choice[6] & 3)
    }

    var metadata: CaptureMetadata {
        let kind = choice[5]
        let longBytes = kind & 1 == 0 ? 8 : 4
        var metadata = CaptureMetadata(tracer: Self.tracers[Int(choice[0]) % Self.tracers.count])
        let bits = (0..<4).reduce(UInt64(0)) { $0 | UInt64(choice[1 + $1]) << (8 * UInt64($1)) }
        metadata.options = Array(
            Self.options.enumerated().filter { bits >> UInt64($0.offset) & 1 != 0 }.map(\.element).joined(separator: "\n").utf8)
        metadata.bigEndian = kind & 2 != 0
        metadata.release = kind & 4 == 0 ? "6.1.0" : "7.2.0"
        metadata.clock = kind & 8 == 0 ? "local" : "counter"
        metadata.headerPage = Self.headerPage(longBytes)
        metadata.formats = Self.formats(FormatText(longBytes: longBytes), isNew: kind & 4 != 0)
        metadata.kallsyms = Array(kallsyms.utf8)
        metadata.printkFormats = Array(printkFormats.utf8)
        metadata.savedCmdlines = Array("1 init\n42 a name\n43 exactly-fifteen\n".utf8)
        metadata.savedTgids = Array("42 40\n43 43\n".utf8)
        metadata.dynamicEvents = Array("e:eprobes/watch sched.sched_switch\n".utf8)
        metadata.cpus = 4
        return metadata
    }

    private static func headerPage(_ longBytes: Int) -> [UInt8] {
        let start = 8 + longBytes
        return Array(
            """
            \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
            \tfield: local_t commit;\toffset:8;\tsize:\(longBytes);\tsigned:1;
            \tfield: char data;\toffset:\(start);\tsize:\(pageBytes - start);\tsigned:0;

            """.utf8)
    }

    /// Ids are those of 6.1, so that its pages can be used as seeds.
    private static func formats(_ text: FormatText, isNew: Bool) -> [UInt8] {
        var all: [UInt8] = []
        func add(_ name: String, _ id: Int, _ fields: String, _ print: String = "\"\"") {
            all += text.entry(name, id: id, fields, print: print)
        }
        addOwn(isNew: isNew, add)
        addEvents(isNew: isNew, add)
        return all
    }

    private static func addOwn(isNew: Bool, _ add: (String, Int, String, String) -> Void) {
        func own(_ name: String, _ id: Int, _ fields: String) { add("ftrace/\(name)", id, fields, "\"\"") }
        let switched =
            "unsigned int prev_pid; unsigned int next_pid; unsigned int next_cpu; unsigned char prev_prio; "
            + "unsigned char prev_state; unsigned char next_prio; unsigned char next_state"
        own("function", 1, "unsigned long ip; unsigned long parent_ip" + (isNew ? "; unsigned long args[]" : ""))
        own("context_switch", 2, switched)
        own("wakeup", 3, switched)
        own("kernel_stack", 4, "int size; unsigned long caller[8]")
        own("print", 5, "unsigned long ip; char buf[]")
        own("bprint", 6, "unsigned long ip; const char * fmt; u32 buf[]")
        let access = "int map_id; unsigned char opcode"
        own("mmiotrace_rw", 7, "resource_size_t phys; unsigned long value; unsigned long pc; \(access); unsigned char width")
        own("mmiotrace_map", 8, "resource_size_t phys; unsigned long virt; unsigned long len; \(access)")
        own("branch", 9, "unsigned int line; char func[31]; char file[21]; char correct; char constant")
        let times = "u64 calltime; u64 rettime; unsigned int overrun; unsigned int depth"
        let call = "unsigned long func; "
        own("funcgraph_exit", 10, call + (isNew ? "unsigned long retval; " : "") + times)
        own("funcgraph_entry", 11, call + (isNew ? "unsigned long depth; unsigned long args[]" : "unsigned int depth"))
        own("user_stack", 12, "unsigned int tgid; unsigned long caller[8]")
        own("bputs", 14, "unsigned long ip; const char * str")
        own(
            "hwlat", 15,
            "u64 duration; u64 outer_duration; u64 nmi_total_ts; s64 tv_sec; long tv_nsec; unsigned int nmi_count; "
                + "unsigned int seqnum; unsigned int count")
        own(
            "osnoise", 16,
            "u64 noise; u64 runtime; u64 max_sample; unsigned int hw_count; unsigned int nmi_count; unsigned int irq_count; "
                + "unsigned int softirq_count; unsigned int thread_count")
        own("timerlat", 17, "unsigned int seqnum; int context; u64 timer_latency")
        own("raw_data", 18, "unsigned int id; char buf[]")
        own("func_repeats", 19, "unsigned long ip; unsigned long parent_ip; u16 count; u16 top_delta_ts; u32 bottom_delta_ts")
        own("fgraph_retaddr_entry", 20, call + "unsigned int depth; unsigned long retaddr")
    }

    private static func addEvents(isNew: Bool, _ add: (String, Int, String, String) -> Void) {
        add(
            "syscalls/sys_enter_read", 400,
            "int __syscall_nr; unsigned int fd; char * buf; size_t count"
                + (isNew ? "; __data_loc char[] __buf_val" : ""),
            "\"buf: 0x%08lx %s\", (unsigned long)REC->buf, __print_dynamic_array(__buf_val, 1)")
        add(
            "syscalls/sys_enter_openat", 401,
            "int __syscall_nr; int dfd; const char * filename; int flags; u16 mode"
                + (isNew ? "; __data_loc char[] __filename_val" : ""),
            "\"%s\", __print_flags(REC->flags, \"|\", { 0x40, \"O_CREAT\" }, { 0x10000, \"O_DIRECTORY\" })")
        add("syscalls/sys_exit_read", 402, "int __syscall_nr; long ret", "\"0x%lx\", REC->ret")
        add(
            "kprobes/enter", 410, "unsigned long __probe_ip; u32 one; __data_loc char[] two; s64 three[4]; u64 four",
            #""(%lx) one=%u two=\"%s\" three={%Ld,%Ld,%Ld,%Ld} four=%pS", REC->__probe_ip, REC->one"#)
        add(
            "kprobes/leave", 411, "unsigned long __probe_func; unsigned long __probe_ret_ip; u8 c",
            #""(%lx <- %lx) c='%c'", REC->__probe_func, REC->__probe_ret_ip, REC->c"#)
        add("eprobes/watch", 412, "u64 a", #""a=0x%Lx", REC->a"#)
        add(
            "synthetic/made", 420,
            "s64 delta; pid_t pid; __data_loc char[] comm; char name[16]; gfp_t flags; __data_loc unsigned long[] stack",
            "\"delta=%lld\", REC->delta")
        add(
            "kmem/kmalloc", 421, "unsigned long call_site; unsigned long gfp_flags",
            "\"%pS %s\", (void *)REC->call_site, __print_flags(REC->gfp_flags, \"|\", { 0xcc0UL, \"GFP_KERNEL\" }, { 0x20UL, \"__GFP_HIGH\" })"
        )
        add(
            "test/plan", 430,
            "char comm[16]; __data_loc char[] name; __rel_loc char[] other; int n; u8 c; u16 h; u64 l; char word[5]",
            "\"%s %s %s %d %u %x %llu %s %5d%%\", REC->comm, __get_str(name), __get_rel_str(other), REC->n, REC->c, REC->h, REC->l, "
                + "REC->word, REC->n")
        add(
            "test/list", 431, "char comm[16]; __data_loc u16[] words; u64 l; char * p; int rest[]",
            "\"%d\", unknown_function(REC->l)")
        add("test/empty", 432, "", "\"nothing\"")
    }
}

private let kallsyms = """
    ffff800008000000 T _text
    ffff800008000000 T _stext
    ffff800008000100 t f
    ffff800008000200 T __irqentry_text_start
    ffff800008000200 t do_irq
    ffff800008000300 T __irqentry_text_end
    ffff800008000300 t a_function_with_a_name_of_more_than_thirty_characters
    ffff800008000400 t g\t[m]
    ffff800008001000 B end

    """

private let printkFormats = #"""
    0xffff800008002000 : "%d %s %5.3u %-8lld %*x %pS %c %% %lx %hhd %.*s\n"
    0xffff800008002100 : "plain\n"
    0xffff800008002200 : "%pI4 %phN %s %s %s"

    """#
