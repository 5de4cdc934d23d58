import Testing

@testable import Wire

@Suite("Frames")
struct RoundTripTests {
    @Test("Every message reads back as it was written", arguments: UInt64(0)..<50)
    func roundTrip(seed: UInt64) throws {
        for frame in frames(seed: seed) {
            #expect(try Frame(decoding: frame.encoded()) == frame)
        }
    }

    @Test("Unknown fields of every wire type are skipped")
    func unknownFields() throws {
        var ping = Ping()
        ping.nonce = 7
        let unknown: [UInt8] = [
            0xf8, 0x07, 0x2a,  // field 127, varint
            0xf9, 0x07, 1, 2, 3, 4, 5, 6, 7, 8,  // fixed64
            0xfa, 0x07, 2, 9, 9,  // bytes
            0xfd, 0x07, 1, 2, 3, 4,  // fixed32
        ]
        #expect(try Ping(decoding: unknown + ping.encoded() + unknown) == ping)
    }

    @Test("A known field of another wire type is skipped like an unknown one")
    func otherWireType() throws {
        #expect(try Ping(decoding: [0x0a, 0x01, 0x05]) == Ping())
    }

    @Test("A frame whose body a newer peer invented is named as unknown")
    func unknownBody() {
        #expect(throws: WireError.unknownBody) { try Frame(decoding: [0xf2, 0x03, 0x00]) }
        #expect(throws: WireError.unknownBody) { try Frame(decoding: []) }
    }

    @Test("Two sides agree on the highest version they share, or on none")
    func versions() {
        #expect(Version.negotiate(min: 1, max: 9) == 1)
        #expect(Version.negotiate(min: 1, max: 1) == 1)
        #expect(Version.negotiate(min: 2, max: 9) == nil)
        #expect(Version.negotiate(min: 0, max: 0) == nil)
    }
}

@Suite("Malformed bytes")
struct MalformedTests {
    @Test("A message cut anywhere is an error or a shorter message, never a crash", arguments: UInt64(0)..<5)
    func truncation(seed: UInt64) {
        for frame in frames(seed: seed) {
            let bytes = frame.encoded()
            for length in bytes.indices {
                do {
                    let shorter = try Frame(decoding: Array(bytes[..<length]))
                    #expect(shorter.encoded().count <= length)
                } catch {
                    #expect([.truncated, .badVarint, .unknownBody].contains(error))
                }
            }
        }
    }

    @Test("A varint that never ends is named")
    func endlessVarint() {
        let endless = [UInt8](repeating: 0xff, count: 20)
        #expect(throws: WireError.badVarint) { try Ping(decoding: [0x08] + endless) }
    }

    @Test("A length past the end is named, however large")
    func absurdLength() {
        #expect(throws: WireError.truncated) {
            try Goodbye(decoding: [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
        }
    }

    @Test("A group, or field number zero, is no proto3")
    func badTags() {
        #expect(throws: WireError.badTag) { try Ping(decoding: [0x0b]) }
        #expect(throws: WireError.badTag) { try Ping(decoding: [0x00]) }
    }

    @Test("A string that is not UTF-8 is named with its field")
    func badString() {
        #expect(throws: WireError.badString(field: 2)) { try Goodbye(decoding: [0x12, 0x02, 0xc3, 0x28]) }
    }

    @Test("Strings, lists and byte strings have limits")
    func limits() {
        var hello = Hello()
        hello.bootID = String(repeating: "x", count: Limits.stringBytesMax + 1)
        #expect(throws: WireError.limitExceeded(field: 4, limit: Limits.stringBytesMax)) { try Hello(decoding: hello.encoded()) }

        hello = Hello()
        hello.labels = Array(repeating: Pair("a", "b"), count: Limits.labelsMax + 1)
        #expect(throws: WireError.limitExceeded(field: 6, limit: Limits.labelsMax)) { try Hello(decoding: hello.encoded()) }

        var chunk = Chunk()
        chunk.data = [UInt8](repeating: 1, count: Limits.chunkDataBytesMax + 1)
        #expect(throws: WireError.limitExceeded(field: 6, limit: Limits.chunkDataBytesMax)) { try Chunk(decoding: chunk.encoded()) }
    }

    @Test("The largest chunk that the limits allow fits into a frame")
    func largestChunk() throws {
        var chunk = Chunk()
        chunk.trace = String(repeating: "x", count: Limits.traceIDBytesMax)
        chunk.cpu = .max
        chunk.sequence = .max
        chunk.rawSize = .max
        chunk.pages = .max
        chunk.data = [UInt8](repeating: 1, count: Limits.chunkDataBytesMax)
        #expect(Frame.chunk(chunk).encoded().count <= Limits.frameFromBoardBytesMax)
        #expect(try Frame(decoding: Frame.chunk(chunk).encoded()) == .chunk(chunk))
    }
}

@Suite("The byte stream")
struct FrameStreamTests {
    @Test("Frames come out whole however the bytes were cut", arguments: [1, 2, 3, 7, 64, 100_000])
    func reassembly(step: Int) throws {
        let sent = frames(seed: 3)
        let bytes = sent.flatMap { $0.framed() }
        var stream = FrameStream(limit: Limits.frameFromBoardBytesMax)
        var received: [Frame] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            stream.append(Array(bytes[start..<min(start + step, bytes.count)]))
            while let body = try stream.next() { received.append(try Frame(decoding: body)) }
        }
        #expect(received == sent)
        #expect(stream.pendingBytes == 0)
    }

    @Test("A frame over the limit is refused before its bytes arrive")
    func tooLarge() {
        var stream = FrameStream(limit: 1000)
        stream.append([0, 0, 3, 0xe9])
        #expect(throws: WireError.frameTooLarge(size: 1001, limit: 1000)) { try stream.next() }
    }
}
