/// A CPU core by its MIDR_EL1: who designed it, and which part it is.
/// Source: Arm Architecture Reference Manual, MIDR_EL1; arch/arm64/include/asm/cputype.h.
enum Midr {
    /// Bits 31:24 implementer, 23:20 variant, 15:4 part number, 3:0 revision.
    static func name(_ midr: UInt64) -> String {
        let implementer = UInt8(truncatingIfNeeded: midr >> 24)
        let part = UInt16(truncatingIfNeeded: midr >> 4) & 0xfff
        if let name = parts[UInt32(implementer) << 16 | UInt32(part)] { return name }
        return
            "\(implementers[implementer] ?? "implementer-0x\(hex(UInt64(implementer), digits: 2))")-part-0x\(hex(UInt64(part), digits: 3))"
    }

    private static let implementers: [UInt8: String] = [
        0x41: "Arm", 0x42: "Broadcom", 0x43: "Cavium", 0x46: "Fujitsu", 0x48: "HiSilicon", 0x4e: "NVIDIA", 0x50: "APM",
        0x51: "Qualcomm", 0x53: "Samsung", 0x56: "Marvell", 0x61: "Apple", 0x66: "Faraday", 0x69: "Intel", 0x6d: "Microsoft",
        0x70: "Phytium", 0xc0: "Ampere",
    ]

    /// Implementer << 16 | part.
    private static let parts: [UInt32: String] = [
        0x41_0d00: "Foundation", 0x41_0d01: "Cortex-A32", 0x41_0d02: "Cortex-A34", 0x41_0d03: "Cortex-A53", 0x41_0d04: "Cortex-A35",
        0x41_0d05: "Cortex-A55", 0x41_0d06: "Cortex-A65", 0x41_0d07: "Cortex-A57", 0x41_0d08: "Cortex-A72",
        0x41_0d09: "Cortex-A73", 0x41_0d0a: "Cortex-A75", 0x41_0d0b: "Cortex-A76", 0x41_0d0c: "Neoverse-N1",
        0x41_0d0d: "Cortex-A77", 0x41_0d0e: "Cortex-A76AE", 0x41_0d0f: "AEM-v8", 0x41_0d40: "Neoverse-V1", 0x41_0d41: "Cortex-A78",
        0x41_0d42: "Cortex-A78AE", 0x41_0d43: "Cortex-A65AE", 0x41_0d44: "Cortex-X1", 0x41_0d46: "Cortex-A510",
        0x41_0d47: "Cortex-A710", 0x41_0d48: "Cortex-X2", 0x41_0d49: "Neoverse-N2", 0x41_0d4a: "Neoverse-E1",
        0x41_0d4b: "Cortex-A78C", 0x41_0d4c: "Cortex-X1C", 0x41_0d4d: "Cortex-A715", 0x41_0d4e: "Cortex-X3",
        0x41_0d4f: "Neoverse-V2", 0x41_0d80: "Cortex-A520", 0x41_0d81: "Cortex-A720", 0x41_0d82: "Cortex-X4",
        0x41_0d83: "Neoverse-V3AE", 0x41_0d84: "Neoverse-V3", 0x41_0d85: "Cortex-X925", 0x41_0d87: "Cortex-A725",
        0x41_0d88: "Cortex-A520AE", 0x41_0d89: "Cortex-A720AE", 0x41_0d8e: "Neoverse-N3",
        0x42_0100: "Brahma-B53", 0x42_0516: "ThunderX2",
        0x43_00a1: "ThunderX", 0x43_00a2: "ThunderX-81XX", 0x43_00a3: "ThunderX-83XX", 0x43_00af: "ThunderX2",
        0x43_00b1: "OcteonTX2-98XX", 0x43_00b2: "OcteonTX2-96XX",
        0x46_0001: "A64FX",
        0x48_0d01: "TaiShan-v110", 0x48_0d02: "TaiShan-v120",
        0x4e_0000: "Denver", 0x4e_0003: "Denver-2", 0x4e_0004: "Carmel",
        0x50_0000: "X-Gene",
        0x51_0001: "Oryon", 0x51_0200: "Kryo", 0x51_0201: "Kryo", 0x51_0205: "Kryo", 0x51_0211: "Kryo",
        0x51_0800: "Kryo-2xx-Gold", 0x51_0801: "Kryo-2xx-Silver", 0x51_0802: "Kryo-3xx-Gold", 0x51_0803: "Kryo-3xx-Silver",
        0x51_0804: "Kryo-4xx-Gold", 0x51_0805: "Kryo-4xx-Silver", 0x51_0c00: "Falkor", 0x51_0c01: "Saphira",
        0x53_0001: "Exynos-M1", 0x53_0002: "Exynos-M3", 0x53_0003: "Exynos-M4",
        0x70_0303: "FTC310", 0x70_0660: "FTC660", 0x70_0661: "FTC661", 0x70_0662: "FTC662", 0x70_0663: "FTC663",
        0x70_0664: "FTC664", 0x70_0862: "FTC862",
        0xc0_0ac3: "Ampere-1", 0xc0_0ac4: "Ampere-1A", 0xc0_0ac5: "Ampere-1B",
    ]
}
