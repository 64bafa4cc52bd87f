"""The complete list of routes without authentication. The build rejects any other route without an authorizer."""

PUBLIC_ROUTES = frozenset(
    {
        ("POST", "/v1/registrations"),
        ("POST", "/v1/registrations/confirm"),
        ("POST", "/v1/registrations/resend"),
        ("POST", "/v1/session"),
        ("DELETE", "/v1/session"),  # the refresh cookie or token identifies the session
        ("POST", "/v1/session/challenge"),
        ("POST", "/v1/session/refresh"),
        ("POST", "/v1/password-resets"),
        ("POST", "/v1/password-resets/confirm"),
        ("POST", "/v1/guest/tickets"),
        ("POST", "/v1/links/exchange"),  # authenticated by the seal in the link
        ("POST", "/v1/links/ticket"),
        ("POST", "/v1/links/messages"),
        ("POST", "/v1/links/attachment"),
        ("POST", "/v1/links/keep-open"),
        ("POST", "/v1/links/solve"),
        ("POST", "/v1/links/rate"),
        ("POST", "/v1/links/unsubscribe"),
        ("POST", "/v1/links/confirm"),
        ("GET", "/v1/health"),
        ("GET", "/v1/config"),
        ("GET", "/v1/openapi.json"),
        ("GET", "/v1/events/schema.json"),
    }
)
