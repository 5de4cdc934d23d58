/// Limits of what a file may ask for. Reaching one is a named error or a note.
enum Limits {
    /// One part of the metadata in memory: kallsyms of a large kernel has about 20 MB.
    static let metadataBytesMax = 96 << 20
    /// Options, their bytes and strings of a trace.dat.
    static let optionsMax = 65536
    static let optionBytesMax = 16 << 20
    static let stringBytesMax = 4096
    /// Sections and options that are not known are kept for writing up to so many bytes altogether.
    static let unknownBytesMax = 16 << 20
    static let sectionsMax = 65536
    /// Format files: as many and as long as `Ftrace` takes.
    static let formatsMax = 65536
    static let formatBytesMax = 1 << 20
    /// NR_CPUS_RANGE_END of today's kernels, with CONFIG_MAXSMP.
    static let cpusMax = 8192
    /// CPUs of all buffers together.
    static let cpusOfAllMax = 65536
    /// Sentences about what is missing.
    static let notesMax = 256
    static let buffersMax = 1024
    /// What a buffer or folder holds as text; a longer one is cut and noted.
    static let textBytesMax = 64 << 20
    static let textsMax = 256
    /// Blocks of pages are of about this size.
    static let blockBytes = 128 << 10
    /// No kernel has pages near that small; what calls itself a page of less is damage.
    static let pageBytesMin = 64
    /// What is looked at of all CPUs' pages to find out how large they are.
    static let lookBytesMax = 8 << 20
    /// A chunk of pages up to this size is unpacked at once, a larger one piece by piece.
    static let chunkBytesMax = 256 << 10
    /// The window of a compressed stream (2^23 = 8 MiB, what `zstd -19` uses): more is refused, so that a file cannot ask for memory.
    static let windowLogMax: Int32 = 23
    /// What could not be unpacked is named so many times, then only counted.
    static let damageNamedMax = 64
}
