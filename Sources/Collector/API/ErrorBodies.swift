import FleetAPI
import Hummingbird
import Logging

/// Turns every failure into an `APIError` body.
struct ErrorBodies: RouterMiddleware {
    typealias Context = APIContext
    let logger: Logger

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let (status, body) = explain(error, request)
            if status.code >= 500 { logger.error("request failed: \(body.message)", metadata: ["path": "\(request.uri.path)"]) }
            return try ErrorBodies.response(status, body)
        }
    }

    static func response(_ status: HTTPResponse.Status, _ value: some Encodable) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: try JSON.encode(value))))
    }

    private func explain(_ error: any Error, _ request: Request) -> (HTTPResponse.Status, APIError) {
        switch error {
        case let error as CollectorError:
            return (error.httpStatus, APIError(code: error.apiCode, message: error.message, hint: error.hint))
        case let error as RoleGate.Forbidden:
            return (
                .forbidden,
                APIError(
                    code: "forbidden", message: "\(error.who) may not use the API",
                    hint: "use an admin identity, such as the one in the data folder's admin/")
            )
        case let error as HTTPError where error.status == .notFound:
            return (
                .notFound,
                APIError(code: "bad-request", message: "there is nothing at \(request.method) \(request.uri.path.prefix(200))")
            )
        case let error as any HTTPResponseError:
            let reason = (error as? HTTPError)?.body ?? error.status.reasonPhrase
            return (error.status, APIError(code: "bad-request", message: "the request cannot be understood: \(reason)"))
        case let error as DecodingError:
            return (.badRequest, APIError(code: "bad-request", message: "the body is not what this route takes: \(error)"))
        default:
            return (
                .internalServerError,
                APIError(code: "internal", message: "\(error)", hint: "the collector's log says more")
            )
        }
    }
}

extension CollectorError {
    fileprivate var apiCode: String {
        switch code {
        case .noBoard, .noTrace, .badRequest, .badSelector, .notDecodable, .storage: code.rawValue
        default: "internal"
        }
    }

    fileprivate var httpStatus: HTTPResponse.Status {
        switch code {
        case .noBoard, .noTrace: .notFound
        case .badRequest, .badSelector: .badRequest
        case .notDecodable: .unprocessableContent
        case .storage: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        default: .internalServerError
        }
    }
}
