import FleetAPI

/// What a board's hwlat figures were taken with, and over how much sampled time.
struct HwlatConditions: Equatable, Sendable {
    let parameters: HwlatParameters
    let sampledSeconds: Double
    /// False: width x windows x threads stands for it.
    let measured: Bool

    /// nil when the board did not say with which width and window it sampled.
    init?(_ board: BoardTrace, _ options: TraceOptions) {
        func number(_ key: String) -> UInt64? { board.settings[key].flatMap { UInt64($0.filter { !$0.isWhitespace }) } }
        func given(_ value: UInt64?) -> UInt64? { value == 0 ? nil : value }
        guard let width = number("hwlat_detector/width") ?? given(options.hwlat?.widthUs),
            let window = number("hwlat_detector/window") ?? given(options.hwlat?.windowUs), window > 0
        else { return nil }
        let mode = HwlatConditions.chosen(board.settings["hwlat_detector/mode"] ?? options.hwlat?.mode ?? "")
        // The kernel's default where nobody says: trace_hwlat.c, DEFAULT_LAT_THRESHOLD.
        let threshold = number("tracing_thresh") ?? options.thresholdUs ?? 10
        parameters = HwlatParameters(widthUs: width, windowUs: window, thresholdUs: threshold, mode: mode)
        measured = board.sampledNs > 0
        if measured {
            sampledSeconds = Double(board.sampledNs) / 1e9
        } else {
            let windows = board.ranNs / 1000 / window
            sampledSeconds = Double(width) * Double(windows) * Double(max(1, board.samplingCpus)) / 1e6
        }
    }

    /// The file shows every mode, the one in force in brackets: "none [round-robin] per-cpu".
    private static func chosen(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace)
        let word = words.first { $0.hasPrefix("[") && $0.hasSuffix("]") }.map { $0.dropFirst().dropLast() } ?? words.first ?? ""
        return String(word)
    }
}
