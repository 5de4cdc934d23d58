import CAgent
import Wire

/// The program: what the command line says, done.
public func runAgent() -> Never {
    fa_memory_frugal()
    do throws(StartError) {
        Process.exit(try carryOut(try Options.parse(Process.arguments)))
    } catch {
        Log.error(error.message)
        Process.exit(error.code)
    }
}

private func carryOut(_ task: Options.Task) throws(StartError) -> ExitCode {
    switch task {
    case .help: Log.write(Help.text, to: 1)
    case .version: Log.write("fleetrace-agent \(Help.version), protocol \(Version.min) to \(Version.max)\n", to: 1)
    case .facts:
        let tracefs = Tracefs.mounted()
        for fact in Facts.gather(tracefs: tracefs) { Log.write("\(fact.key)=\(fact.value)\n", to: 1) }
        if tracefs == nil { Log.warning("tracefs is not mounted: the facts about tracing are left out") }
    case .run(let options): return try Agent(options).run()
    }
    return .success
}
