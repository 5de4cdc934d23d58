import FleetAPI
import Testing

@testable import fleetrace

@Suite("A quantity of time")
struct QuantityTests {
    @Test(
        "is read with its unit",
        arguments: [
            ("30s", 30_000_000), ("500ms", 500_000), ("10us", 10), ("1.5s", 1_500_000), ("2m", 120_000_000), ("1h", 3_600_000_000),
            ("0us", 0),
        ])
    func reads(text: String, microseconds: UInt64) {
        #expect(Quantity(argument: text)?.microseconds == microseconds)
    }

    @Test(
        "without a unit, negative, or of nonsense is refused",
        arguments: ["30", "", "s", "-1s", "1.2.3s", "5 s", "1e9s", "99999999999999h", "5q"])
    func refuses(text: String) {
        #expect(Quantity(argument: text) == nil)
    }

    @Test("is printed in the largest unit that needs no fraction", arguments: ["30s", "1500ms", "10us", "2m", "1h", "0us"])
    func prints(text: String) {
        #expect(Quantity(argument: text)?.text == text)
    }

    @Test("Numbers keep the digits they are asked for")
    func fixed() {
        #expect(3.14159.fixed(2) == "3.14")
        #expect((-0.05).fixed(1) == "-0.1")
        #expect(2.0.fixed(0) == "2")
        #expect(0.005.fixed(2) == "0.01")
        #expect(Double.infinity.fixed(2) == "inf")
        #expect(UInt64(1_234_567).bytesText == "1.2 MB")
        #expect(UInt64(999).bytesText == "999 B")
    }
}

@Suite("A table")
struct TableTests {
    @Test("aligns its columns and leaves no blanks at line ends")
    func aligns() {
        var table = Table([("NAME", .left), ("N", .right), ("END", .left)])
        table.add(["a", "12345", ""])
        table.add(["longer", "1", "x"])
        #expect(table.text == "NAME        N  END\na       12345\nlonger      1  x")
    }
}

@Suite("A comparison")
struct ComparisonTextTests {
    static func group(_ value: String, widthUs: UInt64, measured: Bool = true) -> HwlatGroup {
        HwlatGroup(
            value: value, parameters: HwlatParameters(widthUs: widthUs, windowUs: 1_000_000, thresholdUs: 10, mode: "round-robin"),
            boards: ["b"], traces: ["t"], kernels: ["6.1"], samples: 4, hits: 9, sampledSeconds: 2, sampledMeasured: measured,
            inner: Distribution(p50Us: 1, p99Us: 2, maxUs: 3), outer: Distribution(p50Us: 4, p99Us: 5, maxUs: 6), nmis: 0, lost: 0)
    }

    @Test("never puts unequal parameters into one table")
    func parametersApart() {
        let comparison = HwlatComparison(
            by: "cpu",
            groups: [
                Self.group("A72", widthUs: 500_000), Self.group("A53", widthUs: 200_000), Self.group("A53", widthUs: 500_000),
            ],
            leftOut: [])
        let tables = comparison.text.split(separator: "\n\n")
        #expect(tables.count == 2)
        #expect(tables.filter { $0.contains("width 200ms") }.allSatisfy { !$0.contains("A72") })
        #expect(tables.contains { $0.contains("width 500ms") && $0.contains("A72") && $0.contains("A53") })
    }

    @Test("says when sampled time was computed and not measured")
    func computed() {
        let measured = HwlatComparison(by: "cpu", groups: [Self.group("A72", widthUs: 1)], leftOut: [])
        let computed = HwlatComparison(by: "cpu", groups: [Self.group("A72", widthUs: 1, measured: false)], leftOut: [])
        #expect(!measured.text.contains("*"))
        #expect(computed.text.contains("2.00 s*") && computed.text.contains("* computed"))
    }
}
