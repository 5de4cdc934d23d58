import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Wire

@testable import Collector

/// A board that does what a test says, over real TLS.
final class ScriptedBoard {
    private let channel: any Channel
    private var frames: AsyncThrowingStream<Frame, any Error>.Iterator

    /// - Parameter identity: a folder with ca.pem, cert.pem and key.pem; with nil no certificate is shown.
    static func connect(
        _ port: Int, ca: URL, identity: URL?, version: TLSVersion = .tlsv13, alpn: [String] = [Version.alpn]
    ) async throws -> ScriptedBoard {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(ca.appending(path: "ca.pem").path(percentEncoded: false))
        (tls.minimumTLSVersion, tls.maximumTLSVersion) = (.tlsv12, version)
        tls.applicationProtocols = alpn
        if let identity {
            let certificate = identity.appending(path: "cert.pem").path(percentEncoded: false)
            tls.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
            let key = identity.appending(path: "key.pem").path(percentEncoded: false)
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
        }
        let context = try NIOSSLContext(configuration: tls)
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: Frame.self, throwing: (any Error).self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: "localhost")
                    try channel.pipeline.syncOperations.addHandlers(handler, Receiver(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return ScriptedBoard(channel, stream.makeAsyncIterator())
    }

    private init(_ channel: any Channel, _ frames: AsyncThrowingStream<Frame, any Error>.Iterator) {
        self.channel = channel
        self.frames = frames
    }

    func send(_ frame: Frame) async throws {
        try await send(bytes: frame.framed())
    }

    func send(bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// The next frame that is no ping; nil when the collector has hung up.
    func next() async throws -> Frame? {
        while let frame = try await frames.next() {
            if case .ping = frame { continue }
            return frame
        }
        return nil
    }

    func nextPing() async throws -> Ping? {
        while let frame = try await frames.next() {
            if case .ping(let ping) = frame { return ping }
        }
        return nil
    }

    func close() async throws {
        try await channel.close()
    }

    /// Says hello and waits for the welcome.
    func greet(_ hello: Hello = ScriptedBoard.hello()) async throws -> Welcome? {
        try await send(.hello(hello))
        guard case .welcome(let welcome) = try await next() else { return nil }
        return welcome
    }

    static func hello(boot: String = "boot-1", facts: [(String, String)] = [("cpu", "Cortex-A72")], traces: [TraceStatus] = [])
        -> Hello
    {
        var hello = Hello()
        (hello.versionMin, hello.versionMax, hello.agentVersion, hello.bootID) = (1, 1, "test", boot)
        hello.facts = facts.map { Pair($0.0, $0.1) }
        hello.labels = [Pair("lab", "a")]
        hello.traces = traces
        return hello
    }

    private final class Receiver: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private var stream = FrameStream(limit: Limits.frameToBoardBytesMax)
        private let continuation: AsyncThrowingStream<Frame, any Error>.Continuation

        init(_ continuation: AsyncThrowingStream<Frame, any Error>.Continuation) {
            self.continuation = continuation
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            unwrapInboundIn(data).withUnsafeReadableBytes { stream.append($0) }
            do {
                while let body = try stream.next() { continuation.yield(try Frame(decoding: body)) }
            } catch {
                continuation.finish(throwing: error)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            continuation.finish(throwing: error)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            continuation.finish()
        }
    }
}
