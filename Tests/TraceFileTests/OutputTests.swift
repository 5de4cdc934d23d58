import Foundation
import Testing

@testable import TraceFile

@Suite("The file that is written")
struct OutputTests {
    @Test("A file that is there is not touched unless it is to be replaced")
    func exists() throws {
        let scratch = try Scratch()
        try scratch.write("out.dat", "precious")
        let captures = try CaptureFile.open(Fixture.path("v7-zstd.dat"))
        #expect(throws: TraceFileError.exists(path: scratch.path("out.dat"))) {
            try TraceDatWriter.write(captures, to: scratch.path("out.dat"))
        }
        #expect(try Data(contentsOf: scratch.url.appending(path: "out.dat")) == Data("precious".utf8))
        try TraceDatWriter.write(captures, to: scratch.path("out.dat"), replace: true)
        #expect(try CaptureFile.open(scratch.path("out.dat")).first?.hasPages == true)
        #expect(scratch.names == ["out.dat"])
    }

    @Test("A file may replace the one it was read from")
    func inPlace() throws {
        let scratch = try Scratch()
        try scratch.write("a.dat", Fixture.bytes("v6.dat"))
        let before = try #require(CaptureFile.open(scratch.path("a.dat")).first).text()
        try TraceDatWriter.write(CaptureFile.open(scratch.path("a.dat")), to: scratch.path("a.dat"), replace: true)
        let after = try #require(CaptureFile.open(scratch.path("a.dat")).first)
        #expect(try after.text() == before)
    }

    @Test("When writing fails, nothing is left behind")
    func failure() throws {
        let scratch = try Scratch()
        let captures = try CaptureFile.open(Fixture.path("v7-zstd.dat"))
        #expect {
            try TraceDatWriter.write(captures, to: scratch.path("missing/out.dat"))
        } throws: { error in
            guard case TraceFileError.system("create", _, ENOENT) = error else { return false }
            return true
        }
        do {
            let file = try OutputFile(scratch.path("half.dat"), replace: false)
            try file.write(Array("half".utf8))
        }
        #expect(scratch.names == [])
    }

    @Test("A full disk is named, and leaves no half file", .enabled(if: geteuid() == 0, "mounting a small disk takes root"))
    func diskFull() throws {
        let scratch = try Scratch()
        let disk = scratch.path("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        guard mount("tmpfs", disk, "tmpfs", 0, "size=16k") == 0 else {
            withKnownIssue("this machine does not let root mount") { Issue.record("mount: \(errno)") }
            return
        }
        defer { umount2(disk, 2) }
        let captures = try CaptureFile.open(Fixture.path("v7-none.dat"))
        #expect(throws: TraceFileError.diskFull(path: disk + "/out.dat")) {
            try TraceDatWriter.write(captures, to: disk + "/out.dat", codec: .none)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == [])
    }
}
