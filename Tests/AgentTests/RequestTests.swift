import Testing
import Wire

@testable import Agent

/// Requests against a directory that looks like tracefs: what is refused before anything is touched.
@Suite("Requests for traces")
struct RequestTests {
    private func place(tracers: String = "hwlat blk nop", user: String = "nop") throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("available_tracers", tracers + "\n")
        try scratch.write("current_tracer", "nop\n")
        try scratch.write("trace_clock", "[local] global mono boot\n")
        try scratch.write("instances/theirs/current_tracer", user + "\n")
        try scratch.write("hwlat_detector/width", "500000\n")
        try scratch.write("hwlat_detector/window", "1000000\n")
        try scratch.write("hwlat_detector/mode", "none [round-robin] per-cpu\n")
        try scratch.write("events/block/enable", "0\n")
        return scratch
    }

    private func request(_ scratch: Scratch, _ policy: Policy = Policy(), _ change: (inout TraceSpec) -> Void = { _ in }) throws
        -> Request
    {
        var start = StartTrace()
        start.trace = "t"
        start.spec.tracer = "hwlat"
        change(&start.spec)
        return try Request(start, tracefs: Tracefs(root: scratch.path), policy: policy)
    }

    private func refusal(
        _ scratch: Scratch, _ policy: Policy = Policy(), _ change: (inout TraceSpec) -> Void = { _ in }
    ) throws -> TraceError? {
        do {
            _ = try request(scratch, policy, change)
            return nil
        } catch let error as TraceError {
            return error
        }
    }

    @Test("A plain hwlat request gets the agent's defaults")
    func defaults() throws {
        let request = try request(try place())
        #expect(request.bufferKb == 128)
        #expect(request.clock == "mono")
        #expect(request.cpuMask == nil)
        #expect(request.endsByPolicy)
        #expect(request.durationNs == Policy().durationMaxS * Clock.secondNs)
    }

    @Test("A kernel without the tracer is told with the option that brings it")
    func missing() throws {
        let error = try refusal(try place(tracers: "blk nop"))
        #expect(error?.code == .tracerMissing)
        #expect(error?.message.contains("CONFIG_HWLAT_TRACER") == true)
        #expect(error?.message.contains("blk nop") == true)
    }

    @Test("A tracer in use is busy, and its user is named")
    func busy() throws {
        let error = try refusal(try place(user: "hwlat"))
        #expect(error?.code == .busy)
        #expect(error?.message.contains("instance \"theirs\"") == true)
    }

    @Test("An unknown tracer is told what is known")
    func unknown() throws {
        let error = try refusal(try place()) { $0.tracer = "foo" }
        #expect(error?.code == .tracerUnknown)
        #expect(error?.message.contains("hwlat, events") == true)
    }

    @Test("The policy's rules are named when they refuse")
    func policy() throws {
        var policy = Policy()
        policy.tracers = ["events"]
        #expect(try refusal(try place(), policy)?.message.contains("tracers = events") == true)
        policy = Policy()
        policy.hwlatDutyPercentMax = 10
        let duty = try refusal(try place(), policy)
        #expect(duty?.code == .policy)
        #expect(duty?.message.contains("hwlat-duty-percent-max = 10") == true)
        #expect(try refusal(try place()) { $0.durationMs = 86_400_001 }?.message.contains("duration-max-s") == true)
        #expect(try refusal(try place()) { $0.bufferKb = 1 << 20 }?.message.contains("buffer-kb-max") == true)
    }

    @Test("Times that the kernel would not take are refused, also absurd ones")
    func times() throws {
        var hwlat = HwlatSpec()
        hwlat.widthUs = 2_000_000
        #expect(try refusal(try place()) { $0.hwlat = hwlat }?.code == .parameter)
        hwlat.widthUs = .max
        hwlat.windowUs = .max
        #expect(try refusal(try place()) { $0.hwlat = hwlat }?.code == .parameter)
        hwlat = HwlatSpec()
        hwlat.mode = "per_cpu"
        #expect(try refusal(try place()) { $0.hwlat = hwlat }?.code == .parameter)
        #expect(try refusal(try place()) { $0.durationMs = .max }?.code == .policy)
    }

    @Test("Unknown clocks, CPUs and options are refused")
    func values() throws {
        #expect(try refusal(try place()) { $0.clock = "sundial" }?.message.contains("local global mono boot") == true)
        #expect(try refusal(try place()) { $0.cpus = "0-" }?.code == .parameter)
        #expect(try refusal(try place()) { $0.cpus = "4000" }?.message.contains("not online") == true)
        #expect(try refusal(try place()) { $0.options = ["a b"] }?.code == .parameter)
    }

    @Test("Events are checked for what set_event would misread", arguments: ["", "!sched:*", "a b", "sched:sched_switch\n"])
    func events(event: String) throws {
        let error = try refusal(try place()) {
            $0.tracer = "events"
            $0.events = EventsSpec()
            $0.events?.events = [event]
        }
        #expect(error?.code == .eventUnknown)
    }

    @Test("An event trace without events is refused")
    func noEvents() throws {
        #expect(try refusal(try place()) { $0.tracer = "events" }?.code == .parameter)
    }
}
