import Testing

@testable import Agent

@Suite("Sub-buffers")
struct PageTests {
    /// A page with a given commit field and nothing else.
    private func page(commit: UInt64, size: Int = 4096) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        for index in 0..<8 { bytes[8 + index] = UInt8(truncatingIfNeeded: commit >> UInt64(8 * index)) }
        return bytes
    }

    private func layout() throws -> PageLayout { try PageLayout(headerPage: fixtureText("arm64-6.1.192/header_page")) }

    @Test(
        "The sub-buffer's size comes from header_page",
        arguments: [
            ("arm64-6.1.192/header_page", 4096), ("arm64-6.12.95-rt/header_page", 4096), ("x86_64-7.2.13/header_page", 16384),
            ("arm64-6.1.192-64kpage/header_page", 65536),
        ])
    func size(file: String, bytes: Int) throws {
        let layout = try PageLayout(headerPage: fixtureText(file))
        #expect(layout.pageSize == bytes)
        #expect(layout.dataOffset == 16)
        #expect(layout.commitOffset == 8)
        #expect(layout.commitSize == 8)
    }

    @Test("A 32-bit kernel's commit field has four bytes")
    func narrow() throws {
        let layout = try PageLayout(
            headerPage: """
                \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
                \tfield: local_t commit;\toffset:8;\tsize:4;\tsigned:1;
                \tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;
                \tfield: char data;\toffset:12;\tsize:4084;\tsigned:1;
                """)
        #expect(layout.dataOffset == 12)
        #expect(layout.pageSize == 4096)
        var bytes = [UInt8](repeating: 0xff, count: 4096)
        bytes[8...11] = [20, 0, 0, 0x40]
        #expect(layout.cut(bytes[...]) == .keep(12 + 20 + 4))
    }

    @Test("A header_page that says something else is refused", arguments: ["", "field: char data;\toffset:16;\tsize:4080;"])
    func unknown(text: String) {
        #expect(throws: TraceError.self) { try PageLayout(headerPage: text) }
    }

    @Test("Real hwlat pages are cut to what is committed", arguments: [("arm64-6.1.192", 144), ("arm64-6.12.95-rt", 144)])
    func hwlat(kernel: String, committed: Int) throws {
        let bytes = try fixture("\(kernel)/hwlat-cpu0.raw")
        #expect(bytes.count == 4096)
        #expect(try layout().cut(bytes[...]) == .keep(16 + committed))
    }

    @Test("A real page that follows a loss keeps the count of missed events")
    func missed() throws {
        let bytes = try fixture("arm64-6.1.192-branch/overrun-cpu1.raw")
        let commit = bytes[8..<16].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        #expect(commit & 1 << 31 != 0)
        #expect(commit & 1 << 30 != 0)
        #expect(try layout().cut(bytes[..<4096]) == .keep(16 + Int(commit & (1 << 27 - 1)) + 8))
        // The second page follows without a gap.
        let next = Int(bytes[4096 + 8]) | Int(bytes[4096 + 9]) << 8
        #expect(try layout().cut(bytes[4096..<8192]) == .keep(16 + next))
    }

    @Test("A page without events is empty, unless it tells of a loss")
    func empty() throws {
        #expect(try layout().cut(page(commit: 0)[...]) == .empty)
        #expect(try layout().cut(page(commit: 1 << 31)[...]) == .keep(16))
        #expect(try layout().cut(page(commit: 3 << 30)[...]) == .keep(24))
    }

    @Test("A full page is kept whole, and a longer one is broken")
    func full() throws {
        #expect(try layout().cut(page(commit: 4080)[...]) == .keep(4096))
        #expect(try layout().cut(page(commit: 4081)[...]) == .broken)
        #expect(try layout().cut(page(commit: 4080 | 1 << 30)[...]) == .broken)
        #expect(try layout().cut([1, 2, 3]) == .broken)
    }

    @Test("A frame of pages is much smaller than they are and starts with zstd's magic")
    func compress() throws {
        let pages = try fixture("arm64-6.1.192-branch/overrun-cpu1.raw")
        let frame = try Zstd(contentBytesMax: 128 << 10).frame(pages)
        #expect(Array(frame.prefix(4)) == [0x28, 0xb5, 0x2f, 0xfd])
        #expect(frame.count < pages.count / 2)
        // Frame header descriptor: a content size is there, and bit 2 announces the checksum.
        #expect(frame[4] & 0b100 != 0)
    }
}
