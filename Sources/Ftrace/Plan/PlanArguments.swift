/// Arguments of a print format that only the kernel can evaluate, but that need not cost the rest of the record.
extension PlanCompiler {
    /// The next argument; nil for one that depends on when the kernel printed its text, which is passed over.
    mutating func known(argument letter: UInt8) throws(Uncompilable) -> Operand? {
        guard parser.accept(",") else { throw Uncompilable("fewer arguments than conversions") }
        let start = parser
        do throws(Uncompilable) {
            return try taken(parser.expression())
        } catch {
            guard error.momentary else { throw error }
            parser = start
            parser.skipArgument(from: start.position)
            return nil
        }
    }

    /// Passes over the argument of a plain %p that cannot be computed outside the kernel, like the address of a struct
    /// page: the kernel prints only a hash of it, so all the rest of the record need not be given up.
    mutating func hasNoAddress() -> Bool {
        var trial = parser
        guard trial.accept(",") else { return false }
        let mark = trial.position
        do throws(Uncompilable) {
            _ = try trial.expression()
            return false
        } catch {
            parser = trial
            parser.skipArgument(from: mark)
            return true
        }
    }
}
