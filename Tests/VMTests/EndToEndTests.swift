import FleetAPI
import Foundation
import Testing

extension OnBoards {
    @Suite(.serialized) struct EndToEnd {
        @Test("Every board is online and says what it is")
        func facts() async throws {
            let fleet = try await Fleet.booted()
            for board in fleet.boards {
                let machine = try #require(try await fleet.collector.machine(board.name))
                #expect(machine.online)
                #expect(machine.facts["cpu"] == board.cpu)
                let kernel = try await board.sh("uname -r").trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(machine.facts["kernel"] == kernel)
                #expect(machine.facts["tracers"]?.contains("hwlat") == true)
                let midr = try await board.sh("cat /sys/devices/system/cpu/cpu0/regs/identification/midr_el1")
                let digits = midr.trimmingCharacters(in: .whitespacesAndNewlines).suffix(8)
                #expect(machine.facts["cpu-midr"] == "0x\(digits)")
            }
        }

        @Test("hwlat on three boards: what each kernel wrote is decoded or counted as lost, and the CPUs can be compared")
        func hwlat() async throws {
            let fleet = try await Fleet.booted()
            let trace = try await fleet.collector.beginTrace(quickHwlat)
            for board in fleet.boards {
                for cpu in 0...1 {
                    try await until("\(board.name) has samples on CPU \(cpu)") { try await board.written(trace.id, cpu: cpu) >= 3 }
                }
            }
            var witnesses: [String: Board.Witness] = [:]
            for board in fleet.boards { witnesses[board.name] = try await board.witness(trace.id) }
            let output = await trace.stop()
            #expect(output.status == 130, "\(output.err)")

            for board in fleet.boards {
                let part = try await fleet.collector.part(trace.id, board.name)
                let witness = try #require(witnesses[board.name])
                #expect(part.state == .delivered)
                #expect(part.cpus.map(\.cpu) == [0, 1])
                for books in part.cpus {
                    #expect(books.written == witness.written[books.cpu], "\(board.name) CPU \(books.cpu): the kernel's own count")
                    #expect(books.written == books.decoded + books.lost, "\(board.name) CPU \(books.cpu): \(books)")
                    #expect(books.decoded > 0)
                    #expect(books.chunksMade == books.chunksStored)
                }
            }

            let comparison = try await fleet.collector.compareHwlat(by: "cpu", trace: trace.id)
            #expect(comparison.groups.map(\.value).sorted() == fleet.boards.map(\.cpu).sorted())
            for group in comparison.groups {
                #expect(group.samples > 0)
                #expect(group.hits >= group.samples)
                #expect(group.sampledSeconds > 0)
                #expect(max(group.inner.maxUs, group.outer.maxUs) >= 5)
                #expect(group.parameters == HwlatParameters(widthUs: 100_000, windowUs: 300_000, thresholdUs: 5, mode: "per-cpu"))
            }
            let table = try await fleet.collector.fleetrace("compare", "hwlat", "--by", "cpu", "--trace", trace.id)
            for board in fleet.boards { #expect(table.out.contains(board.cpu)) }
        }
    }
}
