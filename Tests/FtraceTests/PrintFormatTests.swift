import Testing

@testable import Ftrace

/// What is expected here follows from C and from the kernel's sources, which each test names.
@Suite("The language of print formats")
struct PrintFormatTests {
    @Test(
        "Integers are written as lib/vsprintf.c's number() writes them",
        arguments: [
            ("%d", "-5"), ("%u", "4294967291"), ("%5d|", "   -5|"), ("%-5d|", "-5   |"), ("%05d", "-0005"), ("%x", "fffffffb"),
            ("%#x", "0xfffffffb"), ("%X", "FFFFFFFB"), ("%hhx", "fb"), ("%hd", "-5"), ("%lld", "-5"), ("%.3d", "-005"),
            ("%8.3d", "    -005"),
            // The kernel's zeros fill the width even where a precision is given; C's do not.
            ("%08.3d", "-0000005"), ("%zd", "-5"), ("%i%%", "-5%"),
        ])
    func integers(_ conversion: String, _ expected: String) throws {
        var format = PrintFormatText()
        format.add("int value", Int32(-5))
        #expect(try format.print("\"\(conversion)\", REC->value") == expected)
    }

    @Test(
        "Signs and prefixes of positive numbers and of 0",
        arguments: [
            ("%+d", 7, "+7"), ("% d", 7, " 7"), ("%+d", 0, "+0"), ("%#x", 0, "0x0"), ("%#o", 0, "0"), ("%#o", 8, "010"),
            ("%#06x", 10, "0x000a"), ("%08x", 0xabc, "00000abc"), ("%#X", 10, "0XA"), ("%o", 8, "10"), ("%c", 0x41, "A"),
            ("%3c|", 0x41, "  A|"), ("%-3c|", 0x41, "A  |"), ("%c|", 0, "\u{0}|"), ("%llu", -1, "18446744073709551615"),
        ] as [(String, Int64, String)])
    func signs(_ conversion: String, _ value: Int64, _ expected: String) throws {
        var format = PrintFormatText()
        format.add("s64 value", value)
        #expect(try format.print("\"\(conversion)\", REC->value") == expected)
    }

    @Test("Widths and precisions of * come from arguments, and a negative width means left")
    func stars() throws {
        var format = PrintFormatText()
        format.add("int width", Int32(-6))
        format.add("int value", Int32(42))
        format.add("char name[8]", bytes: Array("abcdef".utf8) + [0, 0])
        #expect(try format.print("\"%*d|\", REC->width, REC->value") == "42    |")
        #expect(try format.print("\"%-*s|\", 8, REC->name") == "abcdef  |")
        #expect(try format.print("\"%.*s|%8.2s|\", 3, REC->name, REC->name") == "abc|      ab|")
        #expect(try format.print("\"%0*llx\", (int)8 * 2, (unsigned long long)REC->value") == "000000000000002a")
    }

    @Test("A pointer has all its digits unless the format says a width (pointer_string)")
    func pointers() throws {
        var format = PrintFormatText()
        format.add("void * p", UInt64(0xffff_8880_0000_1234))
        format.add("void * none", UInt64(0))
        #expect(
            try format.print("\"%p %px %pK\", REC->p, REC->p, REC->p")
                == Array(repeating: "ffff888000001234", count: 3).joined(separator: " "))
        #expect(try format.print("\"%p\", REC->none") == "0000000000000000")
        #expect(try format.print("\"%8px|%-4px|\", REC->none, REC->none") == "       0|0   |")
        // vsnprintf passes over all letters and digits behind %p.
        #expect(try format.print("\"%pq1 %pxyz\", REC->none, REC->none") == "0000000000000000 0000000000000000")
    }

    @Test("A pointer has eight digits on 32-bit kernels, and long has four bytes")
    func narrow() throws {
        var format = PrintFormatText()
        format.longBytes = 4
        format.add("void * p", UInt32(0xc000_1234))
        format.add("unsigned long value", UInt32.max)
        #expect(try format.print("\"%p %lu %lx\", REC->p, REC->value, REC->value + 1") == "c0001234 4294967295 0")
        format.add("s64 wide", Int64(0x1_0000_0007))
        #expect(try format.print("\"%llu %lx %hhx\", (unsigned long long)REC->wide, REC->wide, REC->wide") == "4294967303 7 7")
        #expect(try format.print("\"%s\", __print_flags(REC->value, \"|\", { 0xffffffffffffffffUL, \"all\" })") == "all")
    }

    @Test("Symbols have offsets with %pS, and %pB names the function that called (sprint_backtrace)")
    func symbols() throws {
        var format = PrintFormatText()
        format.symbols = """
            ffffffff81000000 T _text
            ffffffff81000100 T first
            ffffffff81000200 T second
            ffffffff81000300 B _end
            ffffffff81001300 t third\t[driver]
            ffffffff81001400 t end\t[driver]

            """
        format.add("void * ip", UInt64(0xffff_ffff_8100_0200))
        format.add("void * module", UInt64(0xffff_ffff_8100_1310))
        #expect(try format.print("\"%ps %pS %pB\", REC->ip, REC->ip, REC->ip") == "second second+0x0/0x100 first+0x100/0x100")
        #expect(try format.print("\"%ps %pS\", REC->module, REC->module") == "third [driver] third+0x10/0x100 [driver]")
        #expect(try format.print("\"%ps\", 16") == "0x10")
    }

    @Test("Errors that stand for pointers have names (err_ptr)")
    func errors() throws {
        var format = PrintFormatText()
        format.add("void * p", Int64(-2))
        format.add("void * other", Int64(-600))
        #expect(try format.print("\"%pe %pe\", REC->p, REC->other") == "-ENOENT -600")
        #expect(ErrorNames.name(133) == Array("EHWPOISON".utf8) && ErrorNames.name(110) == Array("ETIMEDOUT".utf8))
        #expect(ErrorNames.name(41) == nil && ErrorNames.name(517) == Array("EPROBE_DEFER".utf8))
    }

    @Test(
        "Addresses of the net (ip4_string, ip6_string, ip6_compressed_string)",
        arguments: [
            ("%pI4", "REC->four", "10.0.2.15"), ("%pi4", "REC->four", "010.000.002.015"), ("%pI4l", "REC->four", "15.2.0.10"),
            ("%pI4h", "REC->four", "15.2.0.10"), ("%pI4n", "REC->four", "10.0.2.15"),
            ("%pI6", "REC->six", "fe80:0000:0000:0000:0000:0000:0000:0001"),
            ("%pi6", "REC->six", "fe800000000000000000000000000001"), ("%pI6c", "REC->six", "fe80::1"),
            ("%pM", "REC->six", "fe:80:00:00:00:00"), ("%pMF", "REC->six", "fe-80-00-00-00-00"),
            ("%pMR", "REC->six", "00:00:00:00:80:fe"), ("%pm", "REC->six", "fe8000000000"),
            ("%pU", "REC->six", "fe800000-0000-0000-0000-000000000001"),
            ("%pUL", "REC->six", "000080FE-0000-0000-0000-000000000001"),
        ])
    func addresses(_ conversion: String, _ value: String, _ expected: String) throws {
        var format = PrintFormatText()
        format.add("u8 four[4]", bytes: [10, 0, 2, 15])
        format.add("u8 six[16]", bytes: [0xfe, 0x80] + Array(repeating: 0, count: 13) + [1])
        #expect(try format.print("\"\(conversion)\", \(value)") == expected)
    }

    @Test("Sockets' addresses, compressed only with c (ip6_addr_string_sa)")
    func sockets() throws {
        var format = PrintFormatText()
        let six: [UInt8] = [10, 0, 0x1f, 0x90, 0, 0, 0, 5] + [0xfe, 0x80] + Array(repeating: 0, count: 13) + [1, 3, 0, 0, 0]
        format.add("u8 six[28]", bytes: six)
        format.add("u8 four[16]", bytes: [2, 0, 0, 80, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(try format.print("\"%pISpc %pISc\", REC->six, REC->six") == "[fe80::1]:8080 fe80::1")
        #expect(try format.print("\"%pISp\", REC->six") == "[fe80:0000:0000:0000:0000:0000:0000:0001]:8080")
        #expect(try format.print("\"%pISpfsc\", REC->six") == "[fe80::1]:8080/5%3")
        #expect(try format.print("\"%pIS %pISpc\", REC->four, REC->four") == "127.0.0.1 127.0.0.1:80")
    }

    @Test("Bytes and bits: %*ph, %*pE, %*pb, %*pbl")
    func bytes() throws {
        var format = PrintFormatText()
        format.add("u8 data[4]", bytes: [0x41, 0x0a, 0x00, 0x81])
        #expect(try format.print("\"%*ph %*phC %4phN\", 4, REC->data, 2, REC->data, REC->data") == "41 0a 00 81 41:0a 410a0081")
        #expect(try format.print("\"[%*ph]\", 0, REC->data") == "[]")
        #expect(try format.print("\"%*pE|%*pEh\", 4, REC->data, 2, REC->data") == "A\\n\\0\\201|\\x41\\x0a")
        #expect(try format.print("\"%*pb %*pbl\", 10, REC->data, 16, REC->data") == "241 0,6,9,11")
    }

    @Test("The short names of unsigned types (include/linux/types.h), as XFS has them")
    func shortNames() throws {
        var format = PrintFormatText()
        format.add("xfs_lsn_t lsn", Int64(0x0000_0007_ffff_fff0))
        #expect(try format.print("\"%d/%u\", ((uint)((REC->lsn)>>32)), ((uint)(REC->lsn))") == "7/4294967280")
        #expect(try format.print("\"%llx %u\", (ulong)REC->lsn, (ushort)REC->lsn") == "7fffffff0 65520")
    }

    @Test("A shift by more than the bits of its type counts from zero again, as ARM64 and x86 have it")
    func shifts() throws {
        var format = PrintFormatText()
        format.add("unsigned char n", UInt8(255))
        format.add("unsigned char m", UInt8(65))
        #expect(try format.print("\"%x %lx\", 1 << REC->n, 1UL << REC->m") == "80000000 2")
        #expect(try format.print("\"%x\", 0x80000000 >> REC->n") == "1")
    }

    @Test("Statement expressions and their locals, as min() leaves them")
    func statements() throws {
        var format = PrintFormatText()
        format.add("int n", Int32(200))
        let text =
            "({ int __UNIQUE_ID_x_1 = (REC->n); int __UNIQUE_ID_y_2 = (128); "
            + "((__UNIQUE_ID_x_1) < (__UNIQUE_ID_y_2) ? (__UNIQUE_ID_x_1) : (__UNIQUE_ID_y_2)); })"
        #expect(try format.print("\"%d/%d\", \(text), REC->n") == "128/200")
        let older = "({ typeof(REC->n) x = (REC->n); typeof(128) y = (128); (void) (&x == &y); x > y ? x : y; })"
        #expect(try format.print("\"%d\", \(older)") == "200")
        #expect(try format.print("\"%d\", ({ unsigned char low = REC->n + 100; low; })") == "44")
        #expect(throws: Uncompilable.self) { try format.print("\"%d\", ({ int x = 1; })") }
    }

    @Test("The comma operator, characters of literals, and ?: with a text")
    func rest() throws {
        var format = PrintFormatText()
        format.add("int n", Int32(2))
        format.add("const char * name", UInt64(0))
        #expect(try format.print("\"%d\", (REC->n, REC->n + 1)") == "3")
        #expect(try format.print("\"%c%c\", \"KMGT\"[REC->n], \"RW\"[REC->n & 1]") == "GR")
        #expect(try format.print("\"%s\", REC->name ?: \"UNKN\"") == "UNKN")
        #expect(try format.print("\"%s\", REC->n > 1 ? __print_symbolic(REC->n, { 2, \"two\" }) : \"few\"") == "two")
        #expect(try format.print("\"\\033[1m\\x41\\a\"") == "\u{1b}[1mA\u{7}")
    }

    @Test("Strings that only the kernel had are known by printk_formats, and a null one is (null)")
    func strings() throws {
        var format = PrintFormatText()
        format.strings = "0xffffffff81000000 : \"hello\\n\"\n"
        format.add("const char * a", UInt64(0xffff_ffff_8100_0000))
        format.add("const char * b", UInt64(0))
        #expect(try format.print("\"%s%7s\", REC->a, REC->b") == "hello\n (null)")
    }

    @Test("jiffies_to_msecs rounds up what CONFIG_HZ does not divide (kernel/time/time.c)")
    func jiffies() throws {
        var format = PrintFormatText()
        format.add("unsigned long t", UInt64(7))
        #expect(throws: Uncompilable.self) { try format.print("\"%u\", jiffies_to_msecs(REC->t)") }
        for (rate, expected) in [(100, "70"), (250, "28"), (1000, "7"), (300, "24"), (1024, "7")] as [(Int64, String)] {
            format.ticksPerSecond = rate
            #expect(try format.print("\"%u\", jiffies_to_msecs(REC->t)") == expected)
        }
    }

    @Test("What depends on the moment of printing is a question mark, and the rest is printed")
    func moment() throws {
        var format = PrintFormatText()
        format.add("unsigned long dirtied_when", UInt64(7))
        format.add("unsigned long index", UInt64(3))
        let text = "\"age=%lu index=%lu\", (jiffies - REC->dirtied_when) / 250, REC->index"
        #expect(try format.print(text) == "age=? index=3")
    }

    @Test("The timer's rate is what a writeback format divides jiffies by")
    func rate() throws {
        let text = "name: writeback_single_inode\nID: 7\nformat:\n\nprint fmt: \"%lu\", (jiffies - REC->dirtied_when) / 250\n"
        let set = try FormatSet(Array("writeback/writeback_single_inode \(text.utf8.count)\n\(text)".utf8))
        #expect(TickRate.find(set) == 250)
        #expect(TickRate.find(try FormatSet([])) == nil)
    }

    @Test("A literal whose own quotes lost their backslashes is put right")
    func repaired() throws {
        var format = PrintFormatText()
        format.add("char instr[4]", bytes: Array("swp".utf8) + [0])
        format.add("u64 addr", UInt64(16))
        #expect(try format.print("\"instr=\"%s\" addr=0x%llx\", REC->instr, REC->addr") == "instr=\"swp\" addr=0x10")
        #expect(throws: Uncompilable.self) { try format.print("\"a\" b") }
    }

    @Test("Functions whose answer is in their argument")
    func functions() throws {
        var format = PrintFormatText()
        format.add("unsigned int type", UInt32(1))
        format.add("u16 port", UInt16(0x5000))
        #expect(try format.print("\"%s\", mc_event_error_type(REC->type)") == "Uncorrected")
        #expect(try format.print("\"%s\", mc_event_error_type(REC->type + 9)") == "Info")
        #expect(try format.print("\"%u\", __builtin_bswap16(REC->port)") == "80")
    }

    @Test("A hex dump has its lines, groups and characters (lib/hexdump.c)")
    func dump() throws {
        var format = PrintFormatText()
        format.add("u8 data[20]", bytes: Array("0123456789abcdef".utf8) + [1, 2, 3, 4])
        let dump = "__print_hex_dump(\"p \", DUMP_PREFIX_OFFSET, 16, 4, REC->data, 20, true)"
        #expect(
            try format.print("\"%s\", \(dump)") == """

                p 00000000: 33323130 37363534 62613938 66656463  0123456789abcdef
                p 00000010: 04030201                             ....

                """)
        let bytes = "__print_hex_dump(\"\", 0, 16, 1, REC->data, 3, false)"
        #expect(try format.print("\"%s\", \(bytes)") == "\n30 31 32\n")
    }

    @Test("Bitmasks are words of hexadecimal digits, or ranges with the option bitmask-list")
    func bitmasks() throws {
        var format = PrintFormatText()
        format.add("unsigned long[] mask", data: [0x0f, 0, 0, 0, 1, 0, 0, 0], behind: 12)
        #expect(try format.print("\"%s\", __get_bitmask(mask)") == "00000001,0000000f")
        format.options = "bitmask-list\n"
        #expect(try format.print("\"%s\", __get_cpumask(mask)") == "0-3,32")
    }

    @Test("Names of enums come from the kernel's types")
    func enums() throws {
        var blob = BTFBlob()
        _ = blob.enumeration("state", [("RPMH_TEST_STATE", 5), ("RPMH_MINUS", -1)])
        var format = PrintFormatText()
        format.add("int state", Int32(-1))
        #expect(throws: Uncompilable.self) { try format.print("\"%d\", RPMH_TEST_STATE") }
        format.types = KernelTypes(btf: blob.bytes(), modules: [:])
        let text = "\"%d %s\", RPMH_TEST_STATE, __print_symbolic(REC->state, { RPMH_MINUS, \"minus\" })"
        #expect(try format.print(text) == "5 minus")
    }
}
