import Ftrace

/// Files of tracefs that trace-cmd's format has no place for, but the kernel's text depends on: the writer adds each as a
/// section of its own, which trace-cmd and KernelShark pass over. The section's name is "tracefs/FILE", or
/// "tracefs/instances/NAME/FILE" for an instance's.
enum SideFiles {
    /// Far from the ids that trace-cmd gives, which count up from 0 (3.1 has 22, 3.3 has 23).
    static let sectionID: UInt16 = 247

    private static func folder(_ buffer: String) -> String {
        buffer.isEmpty ? "tracefs/" : "tracefs/instances/\(buffer)/"
    }

    private static let btf = "btf/"

    /// The files of a capture by section name.
    static func files(of capture: Capture) -> [(name: String, bytes: [UInt8])] {
        let folder = folder(capture.name)
        let metadata = capture.metadata
        var files: [(String, [UInt8])] = [
            (folder + "trace_options", metadata.options), (folder + "saved_tgids", metadata.savedTgids),
        ]
        // No file of tracefs: when the buffer was reset, which the latency format counts from.
        if let start = metadata.startNs { files.append((folder + "time_start", Array(String(start).utf8))) }
        files.append((folder + "dynamic_events", metadata.dynamicEvents))
        if capture.tracerIsKnown { files.append((folder + "current_tracer", Array(metadata.tracer.utf8))) }
        if capture.name.isEmpty {
            files.append((btf + "vmlinux", metadata.btf))
            for (module, bytes) in metadata.moduleBTF.sorted(by: { $0.key < $1.key }) { files.append((btf + module, bytes)) }
        }
        return files.filter { !$0.1.isEmpty }
    }

    /// Puts files of that name into a capture.
    static func fill(_ capture: inout Capture, _ sections: [TraceDatExtras.Section]) {
        let folder = folder(capture.name)
        for section in sections {
            switch section.name {
            case folder + "trace_options": capture.metadata.options = section.bytes
            case folder + "saved_tgids": capture.metadata.savedTgids = section.bytes
            case folder + "dynamic_events": capture.metadata.dynamicEvents = section.bytes
            case folder + "time_start": capture.metadata.startNs = UInt64(String(decoding: section.bytes, as: UTF8.self))
            case folder + "current_tracer":
                capture.metadata.tracer = String(decoding: section.bytes.prefix { $0 > 0x20 }, as: UTF8.self)
                capture.tracerIsKnown = true
            case btf + "vmlinux": capture.metadata.btf = section.bytes
            case let name where name.hasPrefix(btf): capture.metadata.moduleBTF[String(name.dropFirst(btf.count))] = section.bytes
            default: break
            }
        }
    }
}
