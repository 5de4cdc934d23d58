import Testing
import Wire

@testable import Agent

@Suite("The outbox")
struct OutboxTests {
    private func chunk(_ sequence: UInt64, of trace: String = "t", cpu: UInt32 = 0, bytes: Int = 100) -> Chunk {
        var chunk = Chunk()
        chunk.trace = trace
        chunk.cpu = cpu
        chunk.sequence = sequence
        chunk.data = [UInt8](repeating: 7, count: bytes)
        return chunk
    }

    private func ack(_ sequence: UInt64, of trace: String = "t", cpu: UInt32 = 0) -> ChunkAck {
        var ack = ChunkAck()
        ack.trace = trace
        ack.cpu = cpu
        ack.sequence = sequence
        return ack
    }

    @Test("A chunk stays until it is acknowledged")
    func keeps() {
        var outbox = Outbox(bytesMax: 1 << 20)
        outbox.append(chunk(0))
        #expect(outbox.next(windowBytes: 1000)?.sequence == 0)
        #expect(outbox.next(windowBytes: 1000) == nil)
        #expect(outbox.holds(trace: "t"))
        outbox.acknowledge(ack(0))
        #expect(!outbox.holds(trace: "t"))
        #expect(outbox.isEmpty)
        #expect(outbox.inFlightBytes == 0)
    }

    @Test("An acknowledgement covers all chunks of its trace and CPU up to it, and no other")
    func covers() {
        var outbox = Outbox(bytesMax: 1 << 20)
        for sequence in 0..<3 { outbox.append(chunk(UInt64(sequence))) }
        outbox.append(chunk(0, cpu: 1))
        outbox.append(chunk(0, of: "u"))
        for _ in 0..<5 { #expect(outbox.next(windowBytes: 10_000) != nil) }
        outbox.acknowledge(ack(1))
        #expect(outbox.inFlightBytes == 300)
        outbox.rewind()
        #expect(outbox.next(windowBytes: 10_000) == chunk(2))
        #expect(outbox.next(windowBytes: 10_000) == chunk(0, cpu: 1))
        #expect(outbox.next(windowBytes: 10_000) == chunk(0, of: "u"))
        #expect(outbox.next(windowBytes: 10_000) == nil)
    }

    @Test("After a reconnection everything that is not acknowledged goes again, in order")
    func resends() {
        var outbox = Outbox(bytesMax: 1 << 20)
        for sequence in 0..<4 { outbox.append(chunk(UInt64(sequence))) }
        for _ in 0..<3 { _ = outbox.next(windowBytes: 10_000) }
        outbox.acknowledge(ack(0))
        outbox.rewind()
        var sent: [UInt64] = []
        while let chunk = outbox.next(windowBytes: 10_000) { sent.append(chunk.sequence) }
        #expect(sent == [1, 2, 3])
    }

    @Test("No more than the window is in flight, but a large first chunk is let through")
    func window() {
        var outbox = Outbox(bytesMax: 1 << 20)
        outbox.append(chunk(0, bytes: 600))
        outbox.append(chunk(1, bytes: 300))
        outbox.append(chunk(2, bytes: 300))
        #expect(outbox.next(windowBytes: 500)?.sequence == 0)
        #expect(outbox.next(windowBytes: 500) == nil)
        outbox.acknowledge(ack(0))
        #expect(outbox.next(windowBytes: 500)?.sequence == 1)
        #expect(outbox.next(windowBytes: 500) == nil)
        outbox.acknowledge(ack(1))
        #expect(outbox.next(windowBytes: 500)?.sequence == 2)
    }

    @Test("It is full at its limit and has room again after an acknowledgement")
    func limit() {
        var outbox = Outbox(bytesMax: 10_000)
        var sequence: UInt64 = 0
        while !outbox.isFull {
            outbox.append(chunk(sequence, bytes: 1000))
            sequence += 1
        }
        #expect(sequence == 9)
        #expect(outbox.bytes <= 10_000 + 1000 + Outbox.entryOverheadBytes)
        outbox.acknowledge(ack(4))
        #expect(!outbox.isFull)
    }

    @Test("A forgotten trace leaves nothing behind, and others stay")
    func forgets() {
        var outbox = Outbox(bytesMax: 1 << 20)
        outbox.append(chunk(0, of: "a"))
        outbox.append(chunk(0, of: "b"))
        _ = outbox.next(windowBytes: 1000)
        outbox.forget(trace: "a")
        #expect(!outbox.holds(trace: "a"))
        #expect(!outbox.hasUnsent(trace: "a"))
        #expect(outbox.hasUnsent(trace: "b"))
        #expect(outbox.inFlightBytes == 0)
        #expect(outbox.next(windowBytes: 1000)?.trace == "b")
    }

    @Test("Thousands of chunks pass through in order while acknowledgements trail behind")
    func manyChunks() {
        var outbox = Outbox(bytesMax: 1 << 20)
        var expected: UInt64 = 0
        for sequence in 0..<5000 {
            outbox.append(chunk(UInt64(sequence)))
            let next = outbox.next(windowBytes: 1 << 20)
            #expect(next?.sequence == expected)
            expected += 1
            if sequence >= 10 { outbox.acknowledge(ack(UInt64(sequence - 10))) }
        }
        #expect(outbox.bytes == 10 * (100 + Outbox.entryOverheadBytes))
        outbox.acknowledge(ack(.max))
        #expect(outbox.isEmpty)
    }
}
