/// Everything besides the pages that a capture needs to be decoded, as the board's tracefs holds it.
public struct CaptureMetadata: Sendable {
    /// `current_tracer`: "nop", "hwlat" …
    public var tracer: String
    /// The text of `events/header_page`.
    public var headerPage: [UInt8] = []
    /// Every `events/*/*/format` file: for each a line "system/event BYTES\n", then exactly BYTES bytes of the file.
    public var formats: [UInt8] = []
    /// `/proc/kallsyms` of that boot. Empty: addresses are printed as numbers.
    public var kallsyms: [UInt8] = []
    /// `printk_formats`. Empty: strings that records only point to are printed as addresses.
    public var printkFormats: [UInt8] = []
    /// `dynamic_events`: probes as they were defined. Empty: event probes are printed without the event they watch.
    public var dynamicEvents: [UInt8] = []
    /// `saved_cmdlines`: "PID comm\n" lines. Empty: tasks are printed as "<...>".
    public var savedCmdlines: [UInt8] = []
    /// `saved_tgids`: "PID TGID\n" lines; only read when the option record-tgid is on.
    public var savedTgids: [UInt8] = []
    /// `trace_options`, one name or "no"-name a line. Empty: the kernel's defaults.
    public var options: [UInt8] = []
    /// The clock in force: "local", "global", "mono" … Empty: local.
    public var clock = ""
    /// `uname -r`. Empty: what depends on the kernel's version is taken from the formats.
    public var release = ""
    /// `/sys/kernel/btf/vmlinux`: the types of the kernel's functions. Empty: arguments of functions are
    /// printed as "()", as by kernels without it.
    public var btf: [UInt8] = []
    /// `/sys/kernel/btf/MODULE` by module.
    public var moduleBTF: [String: [UInt8]] = [:]
    /// When the buffer was last reset, in the trace clock's unit: the latency format counts from there. No file of tracefs
    /// tells. Nil: it counts from the first record.
    public var startNs: UInt64?
    /// CPUs that were online, for the "#P:" of the header.
    public var cpus = 1
    /// Whether the recording machine is big-endian; no file of tracefs tells.
    public var bigEndian = false

    public init(tracer: String) {
        self.tracer = tracer
    }
}
