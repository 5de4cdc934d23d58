import Wire

/// The metadata that one board sends, piece by piece. A session hands over one piece at a time.
actor Upload {
    private let fleet: Fleet
    private let session: UInt64
    private var current: ContentUpload?
    private let executor = BlockingExecutor("fleetrace.upload")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ fleet: Fleet, session: UInt64) {
        self.fleet = fleet
        self.session = session
    }

    /// - Returns: what the session is to know of the piece.
    func take(_ part: MetadataPart) async -> SessionState.Event {
        do {
            guard let storedBytes = try add(part) else { return .partTaken(sha256: part.sha256, whole: false) }
            try await fleet.keepContent(part.sha256, size: part.size, storedBytes: UInt64(storedBytes))
            return .partTaken(sha256: part.sha256, whole: true)
        } catch ContentUpload.Failure.bad(let code, let message) {
            return .end(Goodbye(code, message))
        } catch ContentUpload.Failure.storage(let error) {
            return .end(Goodbye(.storage, "the collector cannot store: \(error.message)"))
        } catch {
            return .end(Goodbye(.storage, "the collector cannot store: \(error)"))
        }
    }

    /// - Returns: bytes of the file when the content is whole.
    private func add(_ part: MetadataPart) throws(ContentUpload.Failure) -> Int? {
        // A piece at offset 0 begins a content, whatever was begun before.
        var begun = part.offset > 0 ? current : nil
        current = nil
        if begun == nil { begun = try ContentUpload(part, files: fleet.store.contents, session: session) }
        guard let upload = begun else { return nil }
        if try upload.add(part) { return upload.storedBytes }
        current = upload
        return nil
    }
}
