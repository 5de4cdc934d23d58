/// Why a session or a trace ended. Numbers are those of `fleetrace.proto`.
public enum Code: UInt32, Sendable, CaseIterable {
    case none = 0
    case version = 1
    case malformed = 2
    case frameTooLarge = 3
    case unexpected = 4
    case limit = 5
    case identity = 6
    case shuttingDown = 7
    case replaced = 8
    case timeout = 9
    case storage = 10
    case tracerUnknown = 32
    case tracerMissing = 33
    case forbidden = 34
    case busy = 35
    case policy = 36
    case parameter = 37
    case eventUnknown = 38
    case tracefsMissing = 39
    case tracefsIO = 40
    case resources = 41
    case restarted = 42
    case lease = 43
    case stopped = 44

    /// The name that logs, JSON and messages use.
    public var name: String {
        switch self {
        case .none: "none"
        case .version: "version"
        case .malformed: "malformed"
        case .frameTooLarge: "frame-too-large"
        case .unexpected: "unexpected"
        case .limit: "limit"
        case .identity: "identity"
        case .shuttingDown: "shutting-down"
        case .replaced: "replaced"
        case .timeout: "timeout"
        case .storage: "storage"
        case .tracerUnknown: "tracer-unknown"
        case .tracerMissing: "tracer-missing"
        case .forbidden: "forbidden"
        case .busy: "busy"
        case .policy: "policy"
        case .parameter: "parameter"
        case .eventUnknown: "event-unknown"
        case .tracefsMissing: "tracefs-missing"
        case .tracefsIO: "tracefs-io"
        case .resources: "resources"
        case .restarted: "restarted"
        case .lease: "lease"
        case .stopped: "stopped"
        }
    }

    /// A value of a newer peer that this version does not know reads as `none`; its message still tells.
    init(wire value: UInt32) {
        self = Code(rawValue: value) ?? .none
    }
}
