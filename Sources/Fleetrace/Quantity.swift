import ArgumentParser

/// A time as users write it: "30s", "500ms", "10us", "2m", "1h". A unit is required, so that nobody
/// mistakes the kernel's microseconds for seconds.
struct Quantity: ExpressibleByArgument, Equatable {
    let microseconds: UInt64

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = argument.dropFirst(digits.count)
        guard let value = Double(digits), let scale = Quantity.scales[String(unit)], value >= 0 else { return nil }
        let scaled = (value * scale).rounded()
        guard scaled < 1e18 else { return nil }
        microseconds = UInt64(scaled)
    }

    init(microseconds: UInt64) {
        self.microseconds = microseconds
    }

    var milliseconds: UInt64 { microseconds / 1000 }

    /// The largest unit that shows it without a fraction.
    var defaultValueDescription: String { text }

    var text: String {
        for (unit, scale) in [("h", UInt64(3_600_000_000)), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1000)]
        where microseconds >= scale && microseconds % scale == 0 {
            return "\(microseconds / scale)\(unit)"
        }
        return "\(microseconds)us"
    }

    private static let scales: [String: Double] = [
        "us": 1, "ms": 1000, "s": 1e6, "m": 6e7, "min": 6e7, "h": 3.6e9, "d": 8.64e10,
    ]
}

extension UInt64 {
    /// "1.5 MB": decimal units, as disks and networks use them.
    var bytesText: String {
        var value = Double(self)
        for unit in ["B", "kB", "MB", "GB"] {
            if value < 1000 { return unit == "B" ? "\(self) B" : "\(value.fixed(1)) \(unit)" }
            value /= 1000
        }
        return "\(value.fixed(1)) TB"
    }
}

extension Double {
    /// With so many digits after the point, without the locale that `String(format:)` would bring.
    func fixed(_ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        guard isFinite, abs(self) * scale < 1e18 else { return "\(self)" }
        let scaled = Int64((self * scale).rounded())
        guard digits > 0 else { return "\(scaled)" }
        let fraction = String(abs(scaled) % Int64(scale))
        let sign = scaled < 0 ? "-" : ""
        return "\(sign)\(abs(scaled) / Int64(scale)).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}
