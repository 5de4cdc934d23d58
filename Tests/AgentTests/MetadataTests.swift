import Foundation
import Testing
import Wire

@testable import Agent

@Suite("Metadata")
struct MetadataTests {
    private func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

    @Test("A content is named by the SHA-256 of its bytes")
    func hash() throws {
        let content = try #require(Content("abc", .bytes(Array("abc".utf8))))
        #expect(hex(content.item.sha256) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(content.item.size == 3)
    }

    @Test("Format files are framed by name and size")
    func formats() throws {
        let scratch = try Scratch()
        try scratch.write("events/block/block_plug/format", "name: block_plug\n")
        try scratch.write("events/ftrace/hwlat/format", "ID: 12")
        var reader = ContentReader(.formats(["block/block_plug", "ftrace/hwlat"], directory: scratch.path + "/events"))
        let piece = try #require(try reader.next())
        #expect(String(decoding: piece, as: UTF8.self) == "block/block_plug 17\nname: block_plug\nftrace/hwlat 6\nID: 12")
        #expect(try reader.next() == nil)
    }

    @Test("Large contents are read again, small ones are kept")
    func sources() throws {
        let scratch = try Scratch()
        try scratch.write("small", "x")
        try scratch.write("large", String(repeating: "0123456789abcdef", count: 20_000))
        #expect(Content("small", .file(scratch.path + "/small"))?.source == .bytes([0x78]))
        #expect(Content("large", .file(scratch.path + "/large"))?.source == .file(scratch.path + "/large"))
        #expect(Content("none", .file(scratch.path + "/none")) == nil)
        try scratch.write("empty", "")
        #expect(Content("empty", .file(scratch.path + "/empty")) == nil)
    }

    @Test("A wanted content goes out in order, in pieces that reach its size, once")
    func parts() throws {
        let scratch = try Scratch()
        try scratch.write("large", String(repeating: "0123456789abcdef", count: 20_000))
        let content = try #require(Content("large", .file(scratch.path + "/large")))
        var sender = MetadataSender()
        sender.want(content)
        sender.want(content)
        var offset: UInt64 = 0
        var parts = 0
        while let part = sender.next() {
            #expect(part.offset == offset)
            #expect(part.size == 320_000)
            #expect(part.sha256 == content.item.sha256)
            #expect(Int(part.rawSize) <= ContentReader.pieceBytesMax)
            #expect(Array(part.data.prefix(4)) == [0x28, 0xb5, 0x2f, 0xfd])
            offset += UInt64(part.rawSize)
            parts += 1
        }
        #expect(offset == 320_000)
        #expect(parts == 5)
        #expect(sender.isEmpty)
    }

    @Test("A content that has changed since it was offered is given up, and the next one is sent")
    func changed() throws {
        let scratch = try Scratch()
        try scratch.write("large", String(repeating: "x", count: 200_000))
        let large = try #require(Content("large", .file(scratch.path + "/large")))
        let small = try #require(Content("small", .bytes([1, 2, 3])))
        try scratch.write("large", String(repeating: "x", count: 300_000))
        var sender = MetadataSender()
        sender.want(large)
        sender.want(small)
        var last: MetadataPart?
        var largeBytes: UInt64 = 0
        while let part = sender.next() {
            if part.sha256 == large.item.sha256 { largeBytes += UInt64(part.rawSize) }
            last = part
        }
        #expect(largeBytes < 200_000)
        #expect(last?.sha256 == small.item.sha256)
    }
}
