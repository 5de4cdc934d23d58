import Testing

@testable import Ftrace

@Suite("The merge of the CPUs")
struct MergeOrderTests {
    /// Takes all records out of the tree, as a report does.
    private func merged(_ streams: [[UInt64]]) -> [(timeNs: UInt64, place: Int)] {
        var rest = streams.map { $0[...] }
        var order = MergeOrder(rest.map(\.first))
        var taken: [(timeNs: UInt64, place: Int)] = []
        while let place = order.first {
            if let time = rest[place].popFirst() { taken.append((time, place)) }
            if let next = rest[place].first { order.replace(place, timeNs: next) } else { order.end(place) }
        }
        return taken
    }

    @Test("Records come by time, and of equal times the lower CPU's comes first", arguments: [0, 1, 2, 3, 4, 5, 7, 8, 63, 64, 65])
    func random(_ count: Int) {
        var generator = Generator(seed: UInt64(count) + 1)
        let streams = (0..<count).map { _ in
            (0..<Int.random(in: 0..<50, using: &generator)).map { _ in UInt64.random(in: 0..<100, using: &generator) }.sorted()
        }
        let wanted = streams.enumerated().flatMap { place, times in times.map { (timeNs: $0, place: place) } }
            .sorted { ($0.timeNs, $0.place) < ($1.timeNs, $1.place) }
        let found = merged(streams)
        #expect(found.map(\.timeNs) == wanted.map(\.timeNs) && found.map(\.place) == wanted.map(\.place))
    }

    @Test("The largest time there is is a time, not an end")
    func largest() {
        let found = merged([[5, .max], [.max], []])
        #expect(found.map(\.place) == [0, 0, 1])
    }
}
