import Foundation
import Testing

@testable import FleetAPI

@Suite("A selector")
struct SelectorTests {
    let board = Machine(
        name: "b1", online: true, firstSeen: .distantPast, lastSeen: .distantPast, agentVersion: "", bootID: "",
        facts: ["cpu": "Cortex-A72", "site": "fact", "soc": "rk3399"], labels: ["site": "lab"], running: [])

    @Test(
        "picks a board by labels and facts",
        arguments: [
            "", "cpu=Cortex-A72", "cpu==Cortex-A72", "cpu!=Cortex-A53", "soc in (rk3399, rk3588)", "soc in(rk3399)",
            "soc notin (bcm2712)",
            "cpu", "!gpu", "cpu=Cortex-A72,soc=rk3399,!gpu", "name=b1", "online=true", "site=lab", " cpu = Cortex-A72 , site",
            "gpu!=any", "gpu notin (a,b)",
        ])
    func matches(text: String) throws {
        #expect(try Selector(text).matches(board))
    }

    @Test(
        "leaves out a board that lacks any part of it",
        arguments: [
            "cpu=Cortex-A53", "cpu!=Cortex-A72", "soc in (rk3588,bcm2712)", "soc notin (rk3399)", "!cpu", "gpu",
            "cpu=Cortex-A72,soc=rk3588",
            "site=fact", "online=false", "gpu=any",
        ])
    func leavesOut(text: String) throws {
        #expect(try !Selector(text).matches(board))
    }

    @Test(
        "that is not understood is refused with the term that is wrong",
        arguments: [
            ("a=1,,b", ""), ("=x", "=x"), ("a in b", "a in b"), ("a b", "a b"), ("!", "!"), ("a in (b", "a in (b"), (",", ""),
        ])
    func refuses(text: String, term: String) {
        #expect(throws: Selector.ParseError(term: term)) { try Selector(text) }
    }
}

@Suite("The books")
struct BooksTests {
    @Test("balance when what was written was decoded or counted as lost")
    func balance() {
        var books = CPUBooks(cpu: 0)
        books.written = 10
        books.decoded = 6
        books.overrun = 1
        books.commitOverrun = 1
        books.dropped = 1
        books.unread = 1
        #expect(books.lost == 4)
        #expect(books.balances)
        books.decoded = 7
        #expect(!books.balances)
    }
}
