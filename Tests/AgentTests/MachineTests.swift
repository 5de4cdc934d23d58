import Testing

@testable import Agent

@Suite("What a board is")
struct MachineTests {
    @Test(
        "A MIDR names its core",
        arguments: [
            (0x410f_d034, "Cortex-A53"), (0x410f_d083, "Cortex-A72"), (0x414f_d0b1, "Cortex-A76"), (0x413f_d0c1, "Neoverse-N1"),
            (0x410f_d493, "Neoverse-N2"), (0x481f_d010, "TaiShan-v110"), (0xc00f_ac30, "Ampere-1"),
        ])
    func midr(value: UInt64, name: String) {
        #expect(Midr.name(value) == name)
    }

    @Test("An unknown part keeps its numbers")
    func unknown() {
        #expect(Midr.name(0x410f_ffe0) == "Arm-part-0xffe")
        #expect(Midr.name(0x990f_0010) == "implementer-0x99-part-0x001")
    }

    @Test("An emulated big.LITTLE board is described from its files")
    func facts() throws {
        let scratch = try Scratch()
        try scratch.write("proc/device-tree/model", "Pine64 RockPro64\0")
        try scratch.write("proc/device-tree/compatible", "pine64,rockpro64\0rockchip,rk3399\0")
        try scratch.write("proc/cmdline", "console=ttyS2 root=/dev/sda1\n")
        try scratch.write("sys/devices/system/cpu/online", "0-5\n")
        for cpu in 0..<6 {
            try scratch.write(
                "sys/devices/system/cpu/cpu\(cpu)/regs/identification/midr_el1",
                cpu < 4 ? "0x00000000410fd034\n" : "0x00000000410fd082\n")
        }
        try scratch.write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "schedutil\n")
        try scratch.write("sys/kernel/security/lockdown", "none [integrity] confidentiality\n")
        try scratch.write("etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n")
        try scratch.write("proc/meminfo", "MemTotal:        3930424 kB\nMemFree: 1 kB\n")
        let pairs = Facts.gather(tracefs: nil, root: scratch.path)
        let facts = Dictionary(pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(facts.count == pairs.count)
        #expect(facts["model"] == "Pine64 RockPro64")
        #expect(facts["compatible"] == "pine64,rockpro64,rockchip,rk3399")
        #expect(facts["cpu"] == "Cortex-A53+Cortex-A72")
        #expect(facts["cpu-midr"] == "0x410fd034,0x410fd082")
        #expect(facts["cpus"] == "6")
        #expect(facts["governor"] == "schedutil")
        #expect(facts["lockdown"] == "integrity")
        #expect(facts["os"] == "Debian GNU/Linux 12")
        #expect(facts["memory-mb"] == "3838")
        #expect(facts["cmdline"] == "console=ttyS2 root=/dev/sda1")
        #expect(facts["firmware"] == nil)
        #expect(facts["kernel"]?.isEmpty == false)
    }

    @Test("CPU lists are read", arguments: [("0", [0]), ("0-3,5", [0, 1, 2, 3, 5]), ("3,1-2,2", [1, 2, 3])])
    func cpuList(text: String, cpus: [Int]) {
        #expect(CpuList.parse(text) == cpus)
    }

    @Test("What is no CPU list is refused", arguments: ["", "a", "1-", "3-1", "-1", "0,,1", "0-5000"])
    func noCpuList(text: String) {
        #expect(CpuList.parse(text) == nil)
    }

    @Test("Masks are written and read in groups of 32 bits, the highest first")
    func masks() {
        #expect(CpuList.mask([0, 1, 5]) == "00000023")
        #expect(CpuList.mask([0, 33]) == "00000002,00000001")
        #expect(CpuList.parse(mask: "00000002,00000001\n") == [0, 33])
        #expect(CpuList.parse(mask: "f") == [0, 1, 2, 3])
        #expect(CpuList.parse(mask: "xyz") == nil)
    }

    @Test("The value in force is the bracketed one, or the whole text")
    func settings() {
        #expect(Setting.selected("[local] global counter\n") == "local")
        #expect(Setting.selected("none [round-robin] per-cpu") == "round-robin")
        #expect(Setting.selected("10\n") == "10")
        #expect(Setting.choices("[local] global mono") == ["local", "global", "mono"])
    }

    @Test("Text for the wire is cut between characters")
    func cutting() {
        #expect("abcdef".prefix(bytes: 4) == "abcd")
        #expect("aé".prefix(bytes: 2) == "a")
        #expect("aé".prefix(bytes: 3) == "aé")
        #expect("a\nb\u{7f}".printable == "a b ")
    }
}
