public enum Help {
    /// The agent's release.
    public static let version = "0.1.0"

    public static let text = """
        usage: fleetrace-agent --collector HOST:PORT --identity DIR [option ...]

        Runs the kernel's tracers on this board for a Fleetrace collector and ships their raw ring-buffer
        pages to it over mutual TLS. It leaves every tracefs setting as it found it.

          --collector HOST:PORT  the collector; an IPv6 address stands in brackets
          --identity DIR         ca.pem, cert.pem and key.pem as `fleetrace enroll` made them; key.pem
                                 must be readable by its owner only
          --label KEY=VALUE      what you call this board; may be repeated
          --state DIR            where the journal of changed settings is kept, so that they are put back
                                 even after a crash (/var/lib/fleetrace-agent)
          --policy FILE          what a collector may start here, see below
          --memory MIB           trace data kept until the collector has it, compressed (2); beyond it the
                                 kernel's own buffer takes up the slack and counts what it overwrites
          --config FILE          the options above as `key = value` lines; the command line wins
          --facts                print what this board would report about itself, and exit
          --version, --help

        policy, as `key = value` lines (the values here are in force without a file):
          tracers = hwlat, events        tracers that may be started
          duration-max-s = 86400         longest trace; one that names no duration ends then
          buffer-kb-max = 16384          largest ring buffer, KiB per CPU
          hwlat-duty-percent-max = 75    largest share of hwlat's width in its window

        exit status: 0 told to stop (or printed what was asked); 1 the kernel refused what the agent itself
        needs; 2 wrong command line, configuration or policy; 3 unusable identity; 4 unusable state directory

        """
}
