import Foundation
import Testing
import X509

@testable import Collector

@Suite("Identities")
struct PKITests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test(
        "A name of other than a-z, 0-9, dot and dash is refused with what is allowed",
        arguments: ["", "A", "a b", "a/b", "../x", ".", "..", "-a", "a-", "ä", String(repeating: "a", count: 64)])
    func names(name: String) throws {
        let folder = try Folder()
        #expect {
            try Enrollment.issueBoard(name: name, dataDirectory: folder.appending("data"), to: folder.appending("b"))
        } throws: {
            ($0 as? CollectorError)?.code == .name
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/b"))
    }

    @Test("A bundle is for its owner's eyes, and is never overwritten unasked")
    func bundle() async throws {
        let folder = try Folder()
        let (data, to) = (folder.appending("data"), folder.appending("board-1"))
        let bundle = try Enrollment.issueBoard(name: "board-1", dataDirectory: data, to: to)
        #expect((bundle.name, bundle.role) == ("board-1", .board))
        #expect(try mode("\(folder.path)/board-1") == 0o700)
        #expect(try mode("\(folder.path)/board-1/key.pem") == 0o600)
        let before = try File.contents("\(folder.path)/board-1/key.pem")
        #expect { try Enrollment.issueBoard(name: "board-1", dataDirectory: data, to: to) } throws: {
            ($0 as? CollectorError)?.code == .bundleExists
        }
        #expect(try File.contents("\(folder.path)/board-1/key.pem") == before)
        try Enrollment.issueBoard(name: "board-1", dataDirectory: data, to: to, force: true)
        #expect(try File.contents("\(folder.path)/board-1/key.pem") != before)
        #expect(try mode("\(folder.path)/data/ca/ca.key") == 0o600)
    }

    @Test("A certificate speaks for the role and name in it, for clients only, since yesterday")
    func certificate() async throws {
        let folder = try Folder()
        let authority = try Authority.open(DataDirectory(folder.appending("data")))
        let issued = try authority.issue(try Identity(.board, "board-1"), validFor: Enrollment.validity).certificate
        #expect(try await PeerCheck(authority: authority.certificate).check(issued).get() == Identity(.board, "board-1"))
        #expect(issued.notValidBefore < Date(timeIntervalSinceNow: -86_000))
        #expect(try issued.extensions.extendedKeyUsage?.contains(.serverAuth) == false)
        let server = try authority.issueServer(try ServerNames(extra: []), validFor: Enrollment.validity).certificate
        guard case .failure(.invalid) = await PeerCheck(authority: authority.certificate).check(server) else {
            Issue.record("a server's certificate was taken for a client's")
            return
        }
    }

    @Test("Opening the CA again finds the same one")
    func stable() throws {
        let folder = try Folder()
        let data = DataDirectory(folder.appending("data"))
        #expect(try Authority.open(data).certificate == Authority.open(data).certificate)
    }

    @Test("The server's certificate is made anew when its names change, and only then")
    func serverNames() throws {
        let folder = try Folder()
        let data = DataDirectory(folder.appending("data"))
        try data.prepare()
        let first = try Keyring.open(data, names: try ServerNames(extra: [])).server.certificate
        #expect(try Keyring.open(data, names: try ServerNames(extra: [])).server.certificate == first)
        let names = try ServerNames(extra: ["10.0.2.2", "fleet.example"])
        let second = try Keyring.open(data, names: names).server.certificate
        #expect(second != first)
        #expect(names.match(second))
        #expect { try ServerNames(extra: ["not a name"]) } throws: { ($0 as? CollectorError)?.code == .address }
    }

    @Test("Only a URI of two known parts is an identity")
    func uris() {
        #expect(Identity(uri: "fleetrace:admin/ops")?.role == .admin)
        for bad in ["fleetrace:root/x", "fleetrace:board/", "fleetrace:board/a/b", "https:board/a", "fleetrace:board"] {
            #expect(Identity(uri: bad) == nil)
        }
    }
}
