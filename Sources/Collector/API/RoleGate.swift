import Hummingbird

/// Lets admins in and nobody else: a board's certificate opens no door here.
struct RoleGate: RouterMiddleware {
    typealias Context = APIContext

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let identity = await context.identity()
        guard let identity, identity.role == .admin else {
            throw Forbidden(who: identity?.description ?? "this certificate")
        }
        return try await next(request, context)
    }

    struct Forbidden: Error {
        let who: String
    }
}
