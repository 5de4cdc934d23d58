import Foundation
import GRDB
import Testing

@testable import Collector

@Suite("A start that cannot be")
struct StartupTests {
    private func failure(_ configuration: CollectorConfiguration) async -> CollectorError? {
        do {
            try await Collector(configuration, logger: LogSpy().logger).run()
            return nil
        } catch {
            return error as? CollectorError
        }
    }

    private func configuration(_ folder: Folder) -> CollectorConfiguration {
        var configuration = CollectorConfiguration(dataDirectory: folder.appending("data"))
        (configuration.listen, configuration.apiListen) = ("127.0.0.1:0", "127.0.0.1:0")
        return configuration
    }

    @Test("A data folder that cannot be made is named, with what to do")
    func unwritable() async throws {
        let folder = try Folder()
        try Data("a file".utf8).write(to: folder.url.appending(path: "data"))
        let error = await failure(configuration(folder))
        #expect(error?.code == .dataDirectory)
        #expect(error?.message.contains("\(folder.path)/data") == true)
        #expect(error?.hint.contains("--data") == true)
    }

    @Test("A second collector in one folder is told of the first")
    func locked() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { _ in
            let error = await failure(configuration(folder))
            #expect(error?.code == .locked)
            #expect(error?.message.contains(folder.path) == true)
        }
    }

    @Test("A port in use is named, for boards and for the API")
    func portInUse() async throws {
        let (folder, other) = (try Folder(), try Folder())
        try await RunningCollector.with(folder) { collector in
            var wanted = configuration(other)
            wanted.listen = "127.0.0.1:\(collector.ports.agents)"
            var error = await failure(wanted)
            #expect(error?.code == .portInUse)
            #expect(error?.message.contains("\(collector.ports.agents)") == true)
            #expect(error?.hint.contains("--listen") == true)
            wanted = configuration(other)
            wanted.apiListen = "127.0.0.1:\(collector.ports.api)"
            error = await failure(wanted)
            #expect(error?.code == .portInUse)
            #expect(error?.hint.contains("--api-listen") == true)
        }
    }

    @Test("A catalog of a newer collector is left alone")
    func newerCatalog() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { _ in }
        let path = "\(folder.path)/data/catalog.sqlite"
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
        #expect(await failure(configuration(folder))?.code == .catalogNewer)
    }

    @Test("A damaged catalog is told, with the way to rebuild it")
    func damagedCatalog() async throws {
        let folder = try Folder()
        try await RunningCollector.with(folder) { _ in }
        for name in ["catalog.sqlite-wal", "catalog.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: "\(folder.path)/data/\(name)")
        }
        try Data(repeating: 0x55, count: 8192).write(to: folder.url.appending(path: "data/catalog.sqlite"))
        let error = await failure(configuration(folder))
        #expect(error?.code == .catalogDamaged)
        #expect(error?.hint.contains("rebuilt from the segments") == true)
    }

    @Test("An address that cannot be listened on is refused", arguments: ["7433", "localhost", "a:b:c", ":1", "host:70000"])
    func address(text: String) {
        #expect { try ListenAddress(text, option: "--listen") } throws: { ($0 as? CollectorError)?.code == .address }
    }

    @Test("Addresses of both families are understood")
    func addresses() throws {
        #expect(try ListenAddress("[::1]:80", option: "").host == "::1")
        #expect(try ListenAddress("0.0.0.0:7433", option: "").port == 7433)
    }
}
