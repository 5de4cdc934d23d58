import Foundation
import Synchronization

@testable import Collector

/// A file system of a few megabytes, for as long as it is held.
final class SmallDisk {
    let url: URL

    init(at url: URL, bytes: Int) throws {
        self.url = url
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try SystemCall.check("mount", url.path) { mount("tmpfs", url.path, "tmpfs", 0, "size=\(bytes)") }
    }

    deinit { umount2(url.path, Int32(MNT_DETACH)) }

    /// Leaves no byte free.
    func fill(_ file: URL) {
        guard let descriptor = try? File(file.path, O_WRONLY | O_CREAT) else { return }
        var at = 0
        for size in [64 << 10, 4096, 512, 1] {
            while (try? descriptor.write([UInt8](repeating: 0, count: size), at: at)) != nil { at += size }
        }
    }
}

/// Counts from several tasks.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}

/// Collects what a store calls settled.
final class Settled: Sendable {
    private let kept = Mutex<[BoardKey]>([])

    var boards: [BoardKey] { kept.withLock { $0 } }

    func add(_ boards: Set<BoardKey>) { kept.withLock { $0 += boards } }

    /// Entries are confirmed before settled traces are told.
    func wait(_ count: Int) async {
        while boards.count < count { try? await Task.sleep(for: .milliseconds(1)) }
    }
}
