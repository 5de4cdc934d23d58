import Ftrace

extension TraceDat {
    /// A capture for each buffer, the top one first.
    var captures: [Capture] {
        buffers.map { buffer in
            var metadata = CaptureMetadata(tracer: "nop")
            metadata.headerPage = headerPage
            metadata.formats = formats
            metadata.kallsyms = kallsyms
            metadata.printkFormats = printkFormats
            metadata.savedCmdlines = savedCmdlines
            metadata.savedTgids = options.savedTgids
            metadata.clock = buffer.clock
            metadata.release = options.release
            metadata.cpus = options.cpuCount(bigEndian: bigEndian) ?? max(1, buffer.cpus.count)
            metadata.bigEndian = bigEndian
            var capture = Capture(metadata: metadata, layout: .fixed(buffer.pageBytes))
            capture.name = buffer.name
            capture.pages = buffer.cpus
            capture.headerEvent = headerEvent
            capture.entries = options.entries(buffer: buffer.name, cpus: buffer.cpus.count)
            if let text = buffer.text { capture.texts = [CaptureText(name: "trace", bytes: text)] }
            capture.extras = TraceDatExtras(
                options: options.all.filter { TraceDatOptions.isPassedOn($0.id) }, sections: unknownSections, longBytes: longBytes)
            capture.notes = notes + options.timeNotes
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
