import CAgent
import Wire

/// What this board is, as pairs of docs/facts.md. A fact that the board does not tell is left out:
/// nothing is guessed.
struct Facts {
    private(set) var pairs: [Pair] = []
    private let root: String

    /// - Parameter root: stands before /proc, /sys and /etc; empty outside tests.
    private init(root: String) { self.root = root }

    /// Everything but what tracefs tells, which needs it mounted: see `gather(tracefs:root:)`.
    static func gather(tracefs: Tracefs?, root: String = "") -> [Pair] {
        var facts = Facts(root: root)
        facts.kernel()
        facts.board()
        facts.processor()
        facts.firmware()
        facts.system()
        if let tracefs { facts.tracing(tracefs) }
        return Array(facts.pairs.prefix(Limits.factsMax))
    }

    private mutating func add(_ key: String, _ value: String?) {
        guard let value = value?.printable.trimmed, !value.isEmpty else { return }
        pairs.append(Pair(key, value.prefix(bytes: Limits.stringBytesMax)))
    }

    private func text(_ path: String) -> String? { File.textIfAny(root + path, max: 64 << 10) }

    private mutating func kernel() {
        var release = [CChar](repeating: 0, count: 128)
        var version = release
        var machine = release
        let known = release.withUnsafeMutableBufferPointer { release in
            version.withUnsafeMutableBufferPointer { version in
                machine.withUnsafeMutableBufferPointer { machine in
                    fa_kernel(release.baseAddress, version.baseAddress, machine.baseAddress, release.count)
                }
            }
        }
        if known == 0 {
            add("arch", String(buffer: machine))
            add("kernel", String(buffer: release))
            add("kernel-version", String(buffer: version))
        }
        add("cmdline", text("/proc/cmdline"))
        add("page-size", String(fa_page_size()))
        add("lockdown", text("/sys/kernel/security/lockdown").map { Setting.selected($0) })
    }

    private mutating func board() {
        add("model", text("/proc/device-tree/model") ?? dmi("product_name"))
        // The strings of a device-tree list end with a NUL each.
        add("compatible", text("/proc/device-tree/compatible").map { $0.split { $0 == 0 }.joined(separator: ",") })
        add("vendor", dmi("sys_vendor"))
        let machine = text("/sys/devices/soc0/machine")
        if !pairs.contains(where: { $0.key == "model" }) { add("model", machine) }
        add("soc", text("/sys/devices/soc0/soc_id") ?? text("/sys/devices/soc0/family"))
        add("soc-revision", text("/sys/devices/soc0/revision"))
    }

    private func dmi(_ file: String) -> String? { text("/sys/class/dmi/id/\(file)") }

    private mutating func processor() {
        let cpus = "/sys/devices/system/cpu"
        let online = text("\(cpus)/online").flatMap { CpuList.parse($0) }
        add("cpus", online.map { String($0.count) })
        var midrs: [UInt64] = []
        for cpu in online ?? [] {
            guard let value = text("\(cpus)/cpu\(cpu)/regs/identification/midr_el1")?.after("0x"),
                let midr = UInt64(value, radix: 16), !midrs.contains(midr)
            else { continue }
            midrs.append(midr)
        }
        var names: [String] = []
        for name in midrs.map(Midr.name) where !names.contains(name) { names.append(name) }
        // Cores of several kinds (big.LITTLE) are joined in the order of their CPU numbers.
        add("cpu", names.isEmpty ? cpuinfo("model name") : names.joined(separator: "+"))
        add("cpu-midr", midrs.map { "0x" + hex($0, digits: 8) }.joined(separator: ","))
        add("governor", text("\(cpus)/cpu0/cpufreq/scaling_governor"))
    }

    private func cpuinfo(_ key: String) -> String? {
        guard let lines = File.textIfAny(root + "/proc/cpuinfo", max: 4 << 20)?.lines else { return nil }
        for line in lines {
            if let (name, value) = line.cut(0x3a), name.trimmed == key { return value.trimmed }
        }
        return nil
    }

    private mutating func firmware() {
        let dmiVersion = [dmi("bios_vendor"), dmi("bios_version")].compactMap { $0 }.joined(separator: " ")
        let chosen = "/proc/device-tree/chosen"
        let uboot = text("\(chosen)/u-boot,version").map { "U-Boot \($0)" }
        let bootloader = text("\(chosen)/bootloader/version") ?? text("/proc/device-tree/firmware/version")
        add("firmware", dmiVersion.isEmpty ? uboot ?? bootloader : dmiVersion)
    }

    private mutating func system() {
        let release = text("/etc/os-release") ?? text("/usr/lib/os-release")
        for line in release?.lines ?? [] {
            guard let value = line.after("PRETTY_NAME=") else { continue }
            add("os", String(decoding: value.utf8.filter { $0 != 0x22 && $0 != 0x27 }, as: UTF8.self))
        }
        for line in text("/proc/meminfo")?.lines ?? [] {
            guard let kb = line.after("MemTotal:")?.words.first.flatMap({ UInt64($0) }) else { continue }
            add("memory-mb", String(kb >> 10))
        }
    }

    private mutating func tracing(_ tracefs: Tracefs) {
        add("trace-clocks", (try? tracefs.read("trace_clock")).map { Setting.choices($0).joined(separator: " ") })
        add("tracers", try? tracefs.read("available_tracers"))
    }
}
