import Foundation
import Testing

extension OnBoards {
    /// The static x86_64 agent on this machine, with identities that must not pass.
    @Suite(.serialized) struct Identities {
        private let agent = Place.dist.appending(path: "fleetrace-agent-x86_64-linux")

        private func folder(_ name: String) throws -> URL {
            let url = Place.run.appending(path: "identities/\(name)", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            return url
        }

        private func enroll(_ name: String, in data: URL) async throws -> URL {
            let identity = try folder(name)
            let output = try await Program.run(
                Place.dist.appending(path: "fleetrace"), ["enroll", name, "--data", data.path, "--to", identity.path])
            try #require(output.status == 0, "\(output.err)")
            return identity
        }

        /// Runs the agent on a leash until its log says something, and returns the log.
        private func log(_ collector: CollectorProcess, _ identity: URL, until word: String) async throws -> String {
            let state = try folder("state-\(identity.lastPathComponent)")
            let program = try Program(
                Place.vm.appending(path: "leash"),
                [
                    state.path + ".pid", "600", agent.path, "--collector", "127.0.0.1:\(collector.boardPort)", "--identity",
                    identity.path, "--state", state.path,
                ])
            try await until("the agent's log says '\(word)'; it says \(program.err)") {
                program.err.contains(word) || !program.isRunning
            }
            program.release()
            return await program.finish().err
        }

        @Test("An agent refuses a collector of another CA, and says so")
        func otherCA() async throws {
            let fleet = try await Fleet.booted()
            let stranger = try await enroll("stranger", in: try folder("other-data"))
            let log = try await log(fleet.collector, stranger, until: "CA")
            #expect(log.contains("CA"), "\(log)")
            #expect(try await fleet.collector.machine("stranger") == nil)
        }

        @Test("A collector refuses a board whose certificate another CA signed, and the agent says so")
        func otherCertificate() async throws {
            let fleet = try await Fleet.booted()
            let impostor = try await enroll("impostor", in: try folder("other-data"))
            let ca = fleet.collector.data.appending(path: "admin/ca.pem")
            let own = impostor.appending(path: "ca.pem")
            try FileManager.default.removeItem(at: own)
            try FileManager.default.copyItem(at: ca, to: own)
            let log = try await log(fleet.collector, impostor, until: "refuse")
            #expect(log.contains("certificate"), "\(log)")
            #expect(try await fleet.collector.machine("impostor") == nil)
        }

        @Test("An agent with an expired certificate does not start, and says since when")
        func expired() async throws {
            let fleet = try await Fleet.booted()
            let identity = try await enroll("late", in: try folder("other-data"))
            let made = try await Program.run(
                URL(filePath: "/bin/sh"),
                [
                    "-c",
                    """
                    cd '\(identity.path)' && : >index && printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\n\
                    default_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' >ca.conf && echo 01 >serial &&
                    openssl req -new -key key.pem -subj /CN=late -out request.pem &&
                    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -subj /CN=other -days 2 -out other.pem &&
                    openssl ca -batch -config ca.conf -cert other.pem -keyfile other.key -in request.pem \
                        -startdate 20200101000000Z -enddate 20200201000000Z -out expired.pem -notext && mv expired.pem cert.pem
                    """,
                ])
            try #require(made.status == 0, "\(made.err)")
            let log = try await log(fleet.collector, identity, until: "expired")
            #expect(log.contains("expired") && log.contains("2020"), "\(log)")
        }
    }
}
