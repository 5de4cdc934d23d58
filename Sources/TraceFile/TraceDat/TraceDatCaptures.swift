import Ftrace

extension TraceDat {
    /// A capture for each buffer, the top one first.
    var captures: [Capture] {
        // What all buffers have in common is made once: there may be many of them, and many options.
        let passedOn = options.all.filter { TraceDatOptions.isPassedOn($0.id) }
        let allNotes = notes + options.timeNotes
        let savedTgids = options.savedTgids
        let entries = options.entries()
        return buffers.map { buffer in
            var metadata = CaptureMetadata(tracer: "nop")
            metadata.headerPage = headerPage
            metadata.formats = formats
            metadata.kallsyms = kallsyms
            metadata.printkFormats = printkFormats
            metadata.savedCmdlines = savedCmdlines
            metadata.savedTgids = savedTgids
            metadata.clock = buffer.clock
            metadata.release = options.release
            metadata.cpus = options.cpuCount(bigEndian: bigEndian) ?? max(1, buffer.cpus.count)
            metadata.bigEndian = bigEndian
            var capture = Capture(metadata: metadata, layout: .fixed(buffer.pageBytes))
            capture.name = buffer.name
            capture.pages = buffer.cpus
            capture.headerEvent = headerEvent
            capture.entries = entries[buffer.name].flatMap { $0.cpus == buffer.cpus.count ? $0.counts : nil }
            if let text = buffer.text { capture.texts = [CaptureText(name: "trace", bytes: text)] }
            capture.extras = TraceDatExtras(
                options: passedOn, sections: unknownSections, longBytes: longBytes)
            capture.notes = allNotes
            SideFiles.fill(&capture, sideFiles)
            capture.settle()
            capture.noteMissing([])
            return capture
        }
    }
}

extension TraceDatOptions {
    /// Whether a writer passes an option on: all but those that say where sections lie.
    static func isPassedOn(_ id: UInt16) -> Bool {
        switch id {
        case ID.done, ID.buffer, ID.bufferText: false
        case ID.headerInfo...ID.cmdlines: false
        default: true
        }
    }
}
