import Testing
import Wire

@testable import Agent

@Suite("Command line, configuration and policy")
struct SettingsTests {
    private func options(_ arguments: String...) throws -> Options? {
        guard case .run(let options) = try Options.parse(arguments) else { return nil }
        return options
    }

    private func message(_ arguments: String...) -> String {
        do {
            _ = try Options.parse(arguments)
            return ""
        } catch {
            #expect(error.code == .usage)
            return error.message
        }
    }

    @Test("A whole command line is understood")
    func commandLine() throws {
        let options = try options(
            "--collector", "boards.example:7443", "--identity=/etc/id", "--label", "rack=a", "--label", "slot=3", "--state", "/s",
            "--policy", "/p", "--memory", "4")
        #expect(options?.host == "boards.example")
        #expect(options?.port == 7443)
        #expect(options?.identity == "/etc/id")
        #expect(options?.labels == [Pair("rack", "a"), Pair("slot", "3")])
        #expect(options?.state == "/s")
        #expect(options?.policy == "/p")
        #expect(options?.memoryBytesMax == 4 << 20)
    }

    @Test("An IPv6 address stands in brackets")
    func ipv6() throws {
        let options = try options("--collector", "[fd00::1]:1", "--identity", "/i")
        #expect(options?.host == "fd00::1")
        #expect(message("--collector", "fd00::1:7443", "--identity", "/i").contains("brackets"))
    }

    @Test("The command line wins over the file, and labels of both are kept")
    func file() throws {
        let scratch = try Scratch()
        try scratch.write("agent.conf", "# a board\n\ncollector = one:1\n identity=/file \nlabel = rack=a\nlabel = slot = 1\n")
        let options = try options("--label", "rack=b", "--config", scratch.path + "/agent.conf", "--collector", "two:2")
        #expect(options?.host == "two")
        #expect(options?.identity == "/file")
        #expect(options?.labels == [Pair("slot", "1"), Pair("rack", "b")])
    }

    @Test(
        "What is wrong is named",
        arguments: [
            (["--collector", "h"], "HOST:PORT"), (["--collector", "h:0"], "1 to 65535"),
            (["--collector", "h:99999"], "1 to 65535"),
            (["--collector", ":1"], "HOST:PORT"), (["--collectr", "h:1"], "unknown option \"collectr\""),
            (["collector"], "unexpected argument"), (["--identity"], "needs a value"), (["--label", "x"], "k=v"),
            (["--memory", "0"], "MiB"), ([], "--collector HOST:PORT is missing"),
            (["--collector", "h:1"], "--identity DIR is missing"),
        ])
    func wrong(arguments: [String], part: String) {
        do {
            _ = try Options.parse(arguments)
            Issue.record("accepted \(arguments)")
        } catch {
            #expect(error.code == .usage)
            #expect(error.message.contains(part), "\(error.message)")
        }
    }

    @Test("A wrong line of a file is named by file and line")
    func wrongLine() throws {
        let scratch = try Scratch()
        try scratch.write("agent.conf", "collector = h:1\nidentity\n")
        #expect(message("--config", scratch.path + "/agent.conf").contains("agent.conf:2"))
        #expect(message("--config", scratch.path + "/none").contains("No such file"))
    }

    @Test(
        "Help, version and facts need nothing else",
        arguments: [("--help", Options.Task.help), ("--version", .version), ("--facts", .facts)])
    func tasks(flag: String, task: Options.Task) throws {
        #expect(try Options.parse([flag]) == task)
    }

    @Test("A policy file replaces the default rules it names")
    func policy() throws {
        let policy = try Policy.parse(KeyValueFile.parse("tracers = hwlat\nhwlat-duty-percent-max = 10\n", name: "p"))
        #expect(policy.tracers == ["hwlat"])
        #expect(policy.hwlatDutyPercentMax == 10)
        #expect(policy.durationMaxS == Policy().durationMaxS)
        #expect(try Policy.read(nil) == Policy())
    }

    @Test(
        "A wrong rule is refused with its place",
        arguments: [
            "tracers = hwlat, function", "duration-max-s = 0", "buffer-kb-max = x", "hwlat-duty-percent-max = 101", "colour = red",
        ])
    func wrongPolicy(line: String) {
        do {
            _ = try Policy.parse(KeyValueFile.parse("\n" + line, name: "p"))
            Issue.record("accepted \(line)")
        } catch {
            #expect(error.message.hasPrefix("p:2: "), "\(error.message)")
        }
    }
}
