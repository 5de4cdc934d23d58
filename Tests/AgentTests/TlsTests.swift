import Foundation
import Testing
import Wire

@testable import Agent

/// The connection against OpenSSL's own server, with certificates made for the test.
@Suite("TLS to the collector", .serialized)
struct TlsTests {
    /// A CA, a server and a board, as files of a directory.
    private final class Authority {
        let scratch: Scratch

        init() throws {
            scratch = try Scratch()
            for ca in ["ca", "other"] {
                try openssl(
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(ca).key",
                    "-out",
                    "\(ca).pem", "-days", "2", "-subj", "/CN=\(ca)")
            }
            try issue("server", "subjectAltName=IP:127.0.0.1,DNS:localhost")
            try issue("wrong-name", "subjectAltName=DNS:elsewhere.example")
            try issue("board", "extendedKeyUsage=clientAuth")
            try identity("good", "ca", "board")
            try identity("wrong-ca", "other", "board")
        }

        func path(_ name: String) -> String { "\(scratch.path)/\(name)" }

        func issue(_ name: String, _ extensions: String, days: String = "2") throws {
            try openssl(
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(name).key", "-out",
                "\(name).csr",
                "-subj", "/CN=\(name)")
            try scratch.write("\(name).ext", extensions)
            try openssl(
                "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "\(name).pem",
                "-days",
                days, "-extfile", "\(name).ext")
        }

        func identity(_ name: String, _ ca: String, _ board: String) throws {
            try scratch.write("\(name)/ca.pem", scratch.read("\(ca).pem"))
            try scratch.write("\(name)/cert.pem", scratch.read("\(board).pem"))
            try scratch.write("\(name)/key.pem", scratch.read("\(board).key"))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path("\(name)/key.pem"))
        }

        private func openssl(_ arguments: String...) throws {
            let process = Foundation.Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.arguments = arguments
            process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
            process.standardError = Pipe()
            process.standardOutput = Pipe()
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "openssl \(arguments.joined(separator: " "))")
        }
    }

    /// `openssl s_server` on a port of its own choice; what comes in goes back reversed, line by line.
    private final class Server {
        private let process = Foundation.Process()
        let port: UInt16

        init(_ authority: Authority, certificate: String = "server", _ more: String...) throws {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.arguments =
                [
                    "s_server", "-accept", "127.0.0.1:0", "-cert", "\(certificate).pem", "-key", "\(certificate).key", "-CAfile",
                    "ca.pem",
                    "-Verify", "1", "-verify_return_error", "-rev",
                ] + (more.isEmpty ? ["-alpn", "fleetrace/1", "-tls1_3"] : more)
            process.currentDirectoryURL = URL(fileURLWithPath: authority.scratch.path)
            let output = Pipe()
            process.standardOutput = output
            process.standardError = Pipe()
            try process.run()
            // It says "ACCEPT 127.0.0.1:PORT" once it listens.
            var said = ""
            while !said.contains("ACCEPT") || said.last != "\n" {
                let data = output.fileHandleForReading.availableData
                try #require(!data.isEmpty, "openssl s_server does not start: \(said)")
                said += String(decoding: data, as: UTF8.self)
            }
            let line = said.split(separator: "\n").first { $0.hasPrefix("ACCEPT") }
            port = try #require(line?.split(separator: ":").last.flatMap { UInt16($0) })
        }

        /// SIGTERM does not do: a child inherits the signals that the test's thread has blocked.
        func stop() {
            guard process.isRunning else { return }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        deinit { stop() }
    }

    private final class Client {
        let poller: Poller
        let connection: Connection

        init(host: String, port: UInt16, identity: String) throws {
            var options = Options()
            options.host = host
            options.port = port
            poller = try Poller()
            connection = Connection(options, try Identity(identity), poller)
        }

        /// Runs until the connection stands or is lost.
        func establish() throws -> Connection.Event {
            var event = connection.begin(nowNs: Clock.monotonicNs)
            while event == .nothing {
                let nowNs = Clock.monotonicNs
                _ = try poller.wait(untilNs: connection.deadlineNs(nowNs: nowNs))
                event = connection.advance(nowNs: Clock.monotonicNs)
            }
            return event
        }

        /// Runs until something was read or the connection is lost.
        func read() throws -> (bytes: [UInt8], event: Connection.Event) {
            var bytes: [UInt8] = []
            while true {
                let event = connection.read { bytes += $0 }
                if !bytes.isEmpty || event != .nothing { return (bytes, event) }
                _ = try poller.wait(untilNs: nil)
            }
        }

        /// Why there is no session: TLS 1.3 tells a client of its refusal only after the handshake.
        func loss() throws -> String {
            var event = try establish()
            if event == .established { event = try read().event }
            guard case .lost(let reason) = event else { return "" }
            return reason
        }
    }

    @Test("A board and its collector find each other by address and by name", arguments: ["127.0.0.1", "localhost"])
    func established(host: String) throws {
        let authority = try Authority()
        let server = try Server(authority)
        let client = try Client(host: host, port: server.port, identity: authority.path("good"))
        #expect(try client.establish() == .established)
        #expect(client.connection.isEstablished)
    }

    @Test("A frame goes out, and what comes back is read")
    func exchange() throws {
        let authority = try Authority()
        let server = try Server(authority)
        let client = try Client(host: "127.0.0.1", port: server.port, identity: authority.path("good"))
        try #require(try client.establish() == .established)
        // The server answers each line reversed: a goodbye whose message ends the line.
        var frames = [Frame.goodbye(Goodbye(.none, "abc\n"))]
        #expect(client.connection.write { frames.popLast() } == .nothing)
        let (bytes, event) = try client.read()
        #expect(event == .nothing)
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("cba"))
    }

    @Test("A collector of another CA is refused, and the message says so")
    func wrongCA() throws {
        let authority = try Authority()
        let server = try Server(authority)
        let client = try Client(host: "127.0.0.1", port: server.port, identity: authority.path("wrong-ca"))
        #expect(try client.loss().contains("is not signed by the CA in ca.pem"))
    }

    @Test("A collector with another's name is refused, and the name is told")
    func wrongName() throws {
        let authority = try Authority()
        let server = try Server(authority, certificate: "wrong-name")
        let client = try Client(host: "127.0.0.1", port: server.port, identity: authority.path("good"))
        #expect(try client.loss().contains("is not for \"127.0.0.1\""))
    }

    @Test("A collector whose certificate has expired is refused")
    func expiredCollector() throws {
        let authority = try Authority()
        try authority.issue("late", "subjectAltName=IP:127.0.0.1", days: "-1")
        let server = try Server(authority, certificate: "late")
        let client = try Client(host: "127.0.0.1", port: server.port, identity: authority.path("good"))
        #expect(try client.loss().contains("the collector's certificate has expired"))
    }

    @Test("A collector that refuses the board's certificate is understood")
    func refused() throws {
        let authority = try Authority()
        // Signed by nobody whom the server knows.
        try authority.identity("self", "ca", "other")
        let server = try Server(authority)
        let client = try Client(host: "127.0.0.1", port: server.port, identity: authority.path("self"))
        #expect(try client.loss().contains("does not accept cert.pem"))
    }

    @Test("TLS 1.2 is not spoken")
    func oldTls() throws {
        let authority = try Authority()
        let server = try Server(authority, certificate: "server", "-tls1_2")
        let client = try Client(host: "127.0.0.1", port: server.port, identity: authority.path("good"))
        #expect(try client.loss().contains("version"))
    }

    @Test("A TLS server that is no collector is told apart")
    func noCollector() throws {
        let authority = try Authority()
        let server = try Server(authority, certificate: "server", "-tls1_3")
        let client = try Client(host: "127.0.0.1", port: server.port, identity: authority.path("good"))
        #expect(try client.loss().contains("does not speak fleetrace/1"))
    }

    @Test("A port that nobody listens on is told with its number")
    func unreachable() throws {
        let authority = try Authority()
        let server = try Server(authority)
        server.stop()
        let client = try Client(host: "127.0.0.1", port: server.port, identity: authority.path("good"))
        let reason = try client.loss()
        #expect(reason.contains("Connection refused") && reason.contains("\(server.port)"))
    }

    @Test("A name without an address is told")
    func unknownName() throws {
        let authority = try Authority()
        let client = try Client(host: "no-such-host.invalid", port: 1, identity: authority.path("good"))
        #expect(try client.loss().contains("the name \"no-such-host.invalid\" has no address"))
    }

    private func refusal(_ directory: String) -> String {
        do {
            _ = try Identity(directory)
            return ""
        } catch {
            #expect(error.code == .identity)
            return error.message
        }
    }

    @Test("What is wrong with an identity is named, with the file and the cure")
    func identities() throws {
        let authority = try Authority()
        #expect(refusal(authority.path("nowhere")).contains("nowhere/ca.pem"))

        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: authority.path("good/key.pem"))
        #expect(refusal(authority.path("good")).contains("chmod 600"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: authority.path("good/key.pem"))
        #expect(refusal(authority.path("good")) == "")

        try authority.scratch.write("wrong-ca/key.pem", authority.scratch.read("server.key"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: authority.path("wrong-ca/key.pem"))
        #expect(refusal(authority.path("wrong-ca")).contains("is not the key of cert.pem"))

        try authority.scratch.write("good/ca.pem", "nothing\n")
        #expect(refusal(authority.path("good")).contains("ca.pem holds no certificate"))

        try authority.issue("late", "extendedKeyUsage=clientAuth", days: "-1")
        try authority.identity("late", "ca", "late")
        #expect(refusal(authority.path("late")).contains("expired on"))
    }
}
