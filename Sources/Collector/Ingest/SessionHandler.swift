import Foundation
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Wire

/// Carries a session: bytes become frames and events for `SessionState`, its actions become bytes and
/// work for the store. Everything of it happens on the connection's event loop.
final class SessionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let services: SessionServices
    private var state: SessionState
    private var stream = FrameStream(limit: Limits.frameFromBoardBytesMax)
    private var link: SessionLink?
    private var boot = ""
    private var upload: Upload?
    private var context: ChannelHandlerContext?
    private var ticks: RepeatedTask?
    /// The pipeline wants to read, and the session does not yet.
    private var readWaits = false
    private var logger: Logger

    init(_ services: SessionServices) {
        self.services = services
        state = SessionState(services.settings)
        logger = services.logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let this = NIOLoopBound(self, eventLoop: context.eventLoop)
        let beat = TimeAmount(services.heartbeat)
        // It begins before the handshake: who connects and says nothing is shown out as well.
        ticks = context.eventLoop.scheduleRepeatedTask(initialDelay: beat, delay: beat) { _ in
            this.value.handle(.tick(realtimeNs: Date().realtimeNs))
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        ticks?.cancel()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        ticks?.cancel()
        if let link {
            services.fleet.left(link)
            logger.info("board is gone")
        }
        // The link holds this handler, for events that are still on their way.
        link = nil
        upload = nil
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted(let negotiated) = event { begin(context, negotiated) }
        context.fireUserInboundEventTriggered(event)
    }

    private func begin(_ context: ChannelHandlerContext, _ negotiated: String?) {
        logger[metadataKey: "peer"] = "\(context.remoteAddress.map { "\($0)" } ?? "unknown")"
        guard let identity = context.peerIdentity(), identity.role == .board else {
            let who = context.peerIdentity()?.description ?? "this identity"
            return handle(
                .end(Goodbye(.identity, "\(who) is not a board; give the agent an identity made with 'fleetrace enroll'")))
        }
        logger[metadataKey: "board"] = "\(identity.name)"
        guard negotiated == Version.alpn else {
            return handle(.end(Goodbye(.version, "the agent does not offer the application protocol \(Version.alpn)")))
        }
        let this = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        link = SessionLink(id: services.nextID(), machine: identity.name) { event in
            loop.execute { this.value.handle(event) }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard !state.isEnded, link != nil else { return }
        buffer.withUnsafeReadableBytes { stream.append($0) }
        pump()
    }

    func read(context: ChannelHandlerContext) {
        if state.isBlocked, !state.isEnded {
            readWaits = true
        } else {
            context.read()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !state.isEnded { logger.info("connection failed: \(error)") }
        context.close(promise: nil)
    }

    /// Frames as long as the session takes them.
    private func pump() {
        while !state.isBlocked {
            do {
                guard let body = try stream.next() else { break }
                perform(state.handle(.frame(try Frame(decoding: body))))
            } catch WireError.unknownBody {
                // A newer agent says something that this collector need not know.
                continue
            } catch {
                return perform(state.handle(.broken(error)))
            }
        }
        if readWaits, !state.isBlocked {
            readWaits = false
            context?.read()
        }
    }

    fileprivate func handle(_ event: SessionState.Event) {
        let wasBlocked = state.isBlocked
        perform(state.handle(event))
        if wasBlocked, !state.isBlocked { pump() }
    }

    private func perform(_ actions: [SessionState.Action]) {
        for action in actions {
            switch action {
            case .send(let frame): send(frame)
            case .admit(let hello): admit(hello)
            case .keepChunk(let chunk, let items): keep(chunk, items)
            case .keepOffer(let offer): keep(.offer(machine: link?.machine ?? "", offer), offer.items)
            case .keepStatus(let status):
                keep(.status(machine: link?.machine ?? "", boot: boot, at: Date(), status), status.metadata)
            case .takePart(let part): take(part)
            case .heard: break
            case .end(let goodbye, let reason): end(goodbye, reason)
            }
        }
    }

    private func send(_ frame: Frame, _ promise: EventLoopPromise<Void>? = nil) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: frame.framed())), promise: promise)
    }

    private func admit(_ hello: Hello) {
        guard let link else { return }
        boot = hello.bootID
        logger.info("board is here", metadata: ["agent": "\(hello.agentVersion)", "traces": "\(hello.traces.count)"])
        let fleet = services.fleet
        Task {
            do {
                link.deliver(.admitted(try await fleet.admit(link, hello)))
            } catch {
                link.deliver(.end(Goodbye(.storage, "the collector cannot store: \(error)")))
            }
        }
    }

    private func keep(_ chunk: Chunk, _ items: [MetadataItem]) {
        guard let link else { return }
        let (inspector, store, logger) = (services.inspector, services.fleet.store, logger)
        services.workers.submit { state in
            guard case .active = state else { return }
            let record = inspector.inspect(chunk, from: link.machine, items)
            if let flaw = record.flaw {
                logger.error(
                    "a chunk cannot be decompressed; it is kept as it is: \(flaw)",
                    metadata: ["trace": "\(chunk.trace)", "cpu": "\(chunk.cpu)", "sequence": "\(chunk.sequence)"])
            }
            store.submit(.chunk(record, data: chunk.data)) { result in
                link.deliver(
                    SessionState.Event(result) { through in
                        .chunkKept(trace: chunk.trace, cpu: chunk.cpu, through: through, bytes: chunk.data.count)
                    })
            }
        }
    }

    private func keep(_ entry: Entry, _ items: [MetadataItem]) {
        guard let link else { return }
        services.fleet.keep(entry, naming: items, of: link) { result in
            link.deliver(SessionState.Event(result) { _ in .noteKept })
        }
    }

    private func take(_ part: MetadataPart) {
        guard let link else { return }
        let upload = self.upload ?? Upload(services.fleet, session: link.id)
        self.upload = upload
        Task { link.deliver(await upload.take(part)) }
    }

    private func end(_ goodbye: Goodbye?, _ reason: String) {
        guard let context else { return }
        logger.log(level: goodbye.map { $0.code == .shuttingDown } ?? true ? .info : .warning, "session ends: \(reason)")
        guard let goodbye else { return context.close(promise: nil) }
        let promise = context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
        send(.goodbye(goodbye), promise)
        // A peer that does not read would keep the connection open for ever.
        context.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
    }
}

extension SessionState.Event {
    init(_ result: Result<Stored, CollectorError>, kept: (UInt64?) -> SessionState.Event) {
        switch result {
        case .success(.kept(let through)): self = kept(through)
        case .success(.refused(let reason)): self = .end(Goodbye(.unexpected, reason))
        case .failure(let error): self = .end(Goodbye(.storage, "the collector cannot store: \(error.message)"))
        }
    }
}
