import Foundation

/// Results go to stdout, progress and errors to stderr.
enum Console {
    static func print(_ text: String) {
        write(text + "\n", to: .standardOutput)
    }

    static func error(_ text: String, prefix: String = "error") {
        write("fleetrace: \(prefix): \(text)\n", to: .standardError)
    }

    static func note(_ text: String) {
        write(text + "\n", to: .standardError)
    }

    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// A reader that closed the pipe (`| head`) ends the program quietly, as it does every Unix filter. Results that cannot be
    /// written for another reason, like a full disk, are an error.
    static func write(_ data: Data, to handle: FileHandle = .standardOutput) {
        do {
            try handle.write(contentsOf: data)
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let number = Int32(truncatingIfNeeded: cause?.code ?? 0)
            guard handle === FileHandle.standardOutput, number != EPIPE else { exit(0) }
            self.error("writing the result: \(String(cString: strerror(number)))")
            exit(ExitStatus.environment.rawValue)
        }
    }

    private static func write(_ text: String, to handle: FileHandle) {
        write(Data(text.utf8), to: handle)
    }
}

/// One line on stderr that is rewritten in place on a terminal, and otherwise printed when it has
/// changed and some seconds have passed.
struct ProgressLine {
    private let interactive = isatty(STDERR_FILENO) == 1
    private var printed = ""
    private var printedAt: ContinuousClock.Instant?

    mutating func show(_ text: String) {
        guard text != printed else { return }
        if interactive {
            Console.write(Data("\r\u{1b}[K\(text)".utf8), to: .standardError)
        } else if let printedAt, printedAt.duration(to: .now) < .seconds(5) {
            return
        } else {
            Console.note(text)
        }
        printed = text
        printedAt = .now
    }

    func finish() {
        if interactive, !printed.isEmpty { Console.write(Data("\r\u{1b}[K".utf8), to: .standardError) }
    }
}
