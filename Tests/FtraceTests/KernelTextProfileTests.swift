import Ftrace
import Testing

@Suite("Texts of profiles")
struct KernelTextProfileTests {
    @Test("The function profile gives hits and the times exactly as printed")
    func functions() throws {
        let profile = try FunctionProfile(Reprint.fixture("arm64-6.1.192-function0"))
        #expect(profile.faults.isEmpty && profile.functions.count == 48)
        let first = try #require(profile.functions.first)
        #expect(first.name == "do_el0_svc" && first.hits == 1350)
        #expect(first.times?.timeNs == 8_991_871_000 && first.times?.averageNs == 6_660_645)
        #expect(first.times?.varianceMilliUs2 == 4_782_180_000)
        let schedule = try #require(profile.functions.first { $0.name == "schedule" })
        #expect(schedule.hits == 454 && schedule.times?.averageNs == 18_929_070)
        #expect(profile.functions.last?.name == "__arm64_sys_exit_group" && profile.functions.last?.times?.timeNs == 0)
    }

    @Test("Every line of a function profile printed again from its values is the line it was read from", arguments: [0, 1])
    func roundTrip(_ cpu: Int) throws {
        let text = try Reprint.fixture("arm64-6.1.192-function\(cpu)")
        let lines = Reprint.lines(text).dropFirst(2).filter { !$0.isEmpty }
        let functions = try FunctionProfile(text).functions
        #expect(functions.count == lines.count)
        for (function, line) in zip(functions, lines) {
            let times = try #require(function.times)
            let columns = [times.timeNs, times.averageNs, times.varianceMilliUs2].map(Reprint.duration)
            let counts = "  \(Reprint.left(function.name, 30))  \(Reprint.right(function.hits, 10))"
            let printed = ([counts] + columns).joined(separator: "    ")
            #expect(printed == line)
        }
    }

    @Test("CPUs are merged by name: hits and times added, the largest average kept")
    func merge() throws {
        let profiles = try (0...1).map { try FunctionProfile(Reprint.fixture("arm64-6.1.192-function\($0)")) }
        let merged = FunctionProfile.merged(profiles)
        let schedule = try #require(merged.first { $0.name == "schedule" })
        #expect(merged.first == schedule)
        #expect(schedule.hits == 454 + 771 && schedule.cpus == 2)
        #expect(schedule.timeNs == 8_593_801_000 + 21_674_296_000)
        #expect(schedule.averageNs == (8_593_801_000 + 21_674_296_000) / 1225)
        #expect(schedule.averageNsMax == 28_111_920 && schedule.varianceMilliUs2Max == 16_638_028_000)
        #expect(merged.reduce(0) { $0 + $1.hits } == profiles.flatMap(\.functions).reduce(0) { $0 + $1.hits })
    }

    @Test("A kernel without function_graph gives hits alone")
    func hitsOnly() throws {
        let text = """
              Function                               Hit
              --------                               ---
              schedule                               454
              kfree                        18446744073709551615

            """
        let profile = try FunctionProfile(Array(text.utf8))
        #expect(profile.faults.isEmpty && profile.functions.map(\.hits) == [454, .max] && profile.functions[0].times == nil)
        let merged = FunctionProfile.merged([profile, profile])
        #expect(merged.map(\.name) == ["kfree", "schedule"] && merged.map(\.hits) == [.max, 908])
        #expect(merged[0].timeNs == nil && merged[0].averageNs == nil && merged[0].cpus == 2)
    }

    @Test("The deepest stack gives each frame's place and size")
    func stack() throws {
        let stack = try MaxStack(Reprint.fixture("arm64-6.1.192-stack_trace"))
        #expect(stack.faults.isEmpty && stack.entries == 20 && stack.frames.count == 20)
        #expect(stack.frames[0] == MaxStack.Frame(depthBytes: 3160, sizeBytes: 16, location: "preempt_count_sub+0x8/0xe0"))
        #expect(stack.frames[19].location == "el0t_64_sync_handler+0xec/0x120" && stack.frames[19].sizeBytes == 344)
        #expect(stack.frames.reduce(0) { $0 + $1.sizeBytes } == stack.frames[0].depthBytes)
    }

    @Test("Probe profiles give hits and misses, and a uprobe its file")
    func probes() throws {
        let profile = try ProbeProfile(Reprint.fixture("arm64-6.1.192-probe_profile"))
        #expect(profile.faults.isEmpty && profile.probes.count == 6)
        #expect(profile.probes.map(\.event) == ["myopen", "myopenret", "vfsr", "w", "wret", "main"])
        #expect(profile.probes.map(\.hits) == [586, 586, 455, 188, 188, 0])
        #expect(profile.probes.map(\.misses) == [0, 0, 0, 0, 0, nil])
        #expect(profile.probes.map(\.file) == [nil, nil, nil, nil, nil, "/bin/busybox"])
        let spaced = try ProbeProfile(Array("  /opt/my program 7 entry              12\n".utf8))
        #expect(spaced.probes.first == ProbeProfile.Probe(file: "/opt/my program 7", event: "entry", hits: 12, misses: nil))
    }
}
