import Foundation
import Testing

@testable import Agent

@Suite("The journal")
struct JournalTests {
    /// A directory that stands for tracefs, with two settings, and a state directory beside it.
    private func place() throws -> (Scratch, tracefs: String, state: String) {
        let scratch = try Scratch()
        try scratch.write("tracefs/tracing_thresh", "0\n")
        try scratch.write("tracefs/hwlat_detector/mode", "none [round-robin] per-cpu\n")
        try FileManager.default.createDirectory(atPath: scratch.path + "/state", withIntermediateDirectories: true)
        return (scratch, scratch.path + "/tracefs", scratch.path + "/state")
    }

    private func set(_ journal: Journal, _ tracefs: String, _ file: String, _ value: String, scope: String) throws {
        let old = Setting.selected(try File.text("\(tracefs)/\(file)"))
        try journal.record(.write(file, old: old), scope: scope)
        try File.write("\(tracefs)/\(file)", value)
    }

    @Test("Changes are undone in reverse, down to the first value")
    func reverse() throws {
        let (scratch, tracefs, state) = try place()
        let journal = try Journal(state: state, bootID: "b")
        try set(journal, tracefs, "tracing_thresh", "10", scope: "t")
        try set(journal, tracefs, "tracing_thresh", "20", scope: "t")
        try set(journal, tracefs, "hwlat_detector/mode", "per-cpu", scope: "t")
        #expect(journal.undo(scope: "t", root: tracefs) == [])
        #expect(try scratch.read("tracefs/tracing_thresh") == "0")
        #expect(try scratch.read("tracefs/hwlat_detector/mode") == "round-robin")
        #expect(journal.scopes == [])
    }

    @Test("An agent that comes after a crash undoes what the one before had recorded")
    func crash() throws {
        let (scratch, tracefs, state) = try place()
        let before = try Journal(state: state, bootID: "b")
        try before.record(.makeDirectory("made"), scope: "t")
        try File.makeDirectory("\(tracefs)/made")
        try set(before, tracefs, "tracing_thresh", "10", scope: "t")

        let after = try Journal(state: state, bootID: "b")
        #expect(after.scopes == ["t"])
        #expect(after.undo(scope: "t", root: tracefs) == [])
        #expect(try scratch.read("tracefs/tracing_thresh") == "0")
        #expect(!scratch.exists("tracefs/made"))
        #expect(try Journal(state: state, bootID: "b").scopes == [])
    }

    @Test("A change that was recorded and never made does no harm")
    func neverMade() throws {
        let (scratch, tracefs, state) = try place()
        let journal = try Journal(state: state, bootID: "b")
        try journal.record(.makeDirectory("instances/never"), scope: "t")
        try journal.record(.write("instances/never/tracing_on", old: "1"), scope: "t")
        try journal.record(.write("tracing_thresh", old: "0"), scope: "t")
        #expect(journal.undo(scope: "t", root: tracefs) == [])
        #expect(try scratch.read("tracefs/tracing_thresh") == "0\n")
    }

    @Test("A line that was cut short is left out, and what stands before it is undone", arguments: [1, 5, 20])
    func torn(bytes: Int) throws {
        let (scratch, tracefs, state) = try place()
        let before = try Journal(state: state, bootID: "b")
        try set(before, tracefs, "tracing_thresh", "10", scope: "t")
        try before.record(.write("hwlat_detector/mode", old: "none"), scope: "t")
        let whole = try scratch.read("state/journal")
        try scratch.write("state/journal", String(whole.dropLast(bytes)))

        let after = try Journal(state: state, bootID: "b")
        #expect(after.undo(scope: "t", root: tracefs) == [])
        #expect(try scratch.read("tracefs/tracing_thresh") == "0")
        #expect(try scratch.read("tracefs/hwlat_detector/mode") == "none [round-robin] per-cpu\n")
    }

    @Test("A line whose checksum is wrong ends the journal")
    func damaged() throws {
        let (scratch, tracefs, state) = try place()
        let before = try Journal(state: state, bootID: "b")
        try before.record(.write("tracing_thresh", old: "7"), scope: "t")
        try scratch.write("state/journal", try scratch.read("state/journal").replacingOccurrences(of: "\t7\n", with: "\t9\n"))
        let after = try Journal(state: state, bootID: "b")
        #expect(after.scopes == [])
        after.undo(scope: "t", root: tracefs)
        #expect(try scratch.read("tracefs/tracing_thresh") == "0\n")
    }

    @Test("The journal of another boot is discarded")
    func anotherBoot() throws {
        let (scratch, tracefs, state) = try place()
        let before = try Journal(state: state, bootID: "one")
        try before.record(.write("tracing_thresh", old: "99"), scope: "t")
        let after = try Journal(state: state, bootID: "two")
        #expect(after.scopes == [])
        after.undo(scope: "t", root: tracefs)
        #expect(try scratch.read("tracefs/tracing_thresh") == "0\n")
    }

    @Test("What cannot be undone is reported, does not stop the rest, and is tried again later")
    func failure() throws {
        let (scratch, tracefs, state) = try place()
        let journal = try Journal(state: state, bootID: "b")
        try set(journal, tracefs, "tracing_thresh", "10", scope: "t")
        try journal.record(.makeDirectory("busy"), scope: "t")
        try scratch.write("tracefs/busy/file", "somebody's")
        try set(journal, tracefs, "hwlat_detector/mode", "none", scope: "t")

        let failures = journal.undo(scope: "t", root: tracefs)
        #expect(failures.map { $0.path } == ["\(tracefs)/busy"])
        #expect(try scratch.read("tracefs/tracing_thresh") == "0")
        #expect(try scratch.read("tracefs/hwlat_detector/mode") == "round-robin")

        try FileManager.default.removeItem(atPath: "\(tracefs)/busy/file")
        let later = try Journal(state: state, bootID: "b")
        #expect(later.scopes == [Journal.agentScope])
        #expect(later.undo(scope: Journal.agentScope, root: tracefs) == [])
        #expect(!scratch.exists("tracefs/busy"))
    }

    @Test("Traces are undone apart")
    func scopes() throws {
        let (scratch, tracefs, state) = try place()
        let journal = try Journal(state: state, bootID: "b")
        try set(journal, tracefs, "tracing_thresh", "10", scope: "one")
        try set(journal, tracefs, "hwlat_detector/mode", "none", scope: "two")
        journal.undo(scope: "one", root: tracefs)
        #expect(try scratch.read("tracefs/tracing_thresh") == "0")
        #expect(try scratch.read("tracefs/hwlat_detector/mode") == "none")
        #expect(try Journal(state: state, bootID: "b").scopes == ["two"])
    }

    @Test("The file does not grow with the number of traces")
    func bounded() throws {
        let (scratch, tracefs, state) = try place()
        let journal = try Journal(state: state, bootID: "b")
        try journal.recordOnce(.mount("/nowhere"), scope: Journal.agentScope)
        for number in 0..<1500 {
            try journal.record(.write("tracing_thresh", old: "0"), scope: "trace-\(number)")
            journal.undo(scope: "trace-\(number)", root: tracefs)
        }
        #expect(try scratch.read("state/journal").utf8.count < 70_000)
        #expect(try Journal(state: state, bootID: "b").scopes == [Journal.agentScope])
    }

    @Test(
        "Values with newlines, tabs' neighbours and backslashes come back as they were", arguments: ["a\nb", "\\n", "c\\", "x y"])
    func values(value: String) throws {
        let change = Change.write("f", old: value)
        #expect(Change(fields: change.line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)) == change)
    }
}

@Suite("The register of traces")
struct RegisterTests {
    @Test("A trace that was not acknowledged is found at the next start, with the boot it ran in")
    func left() throws {
        let scratch = try Scratch()
        let register = try Register(state: scratch.path)
        try register.add("t1", bootID: "one")
        try register.add("t2", bootID: "two")
        try register.add("t3", bootID: "two")
        register.remove("t3")
        let found = try Register(state: scratch.path).left(bootID: "two")
        #expect(found == [.init(id: "t1", isOfAnotherBoot: true), .init(id: "t2", isOfAnotherBoot: false)])
    }

    @Test("Only ids of the protocol's form are ids", arguments: ["", "A", "a/b", "..", "a b", String(repeating: "a", count: 33)])
    func invalid(id: String) {
        #expect(!TraceID.isValid(id))
        #expect(TraceID.isValid("hwlat-2026-11-23"))
    }
}
