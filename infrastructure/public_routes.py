"""The routes that ask for no sign-in: the whole list. The build refuses any other route without an authorizer."""

PUBLIC_ROUTES = frozenset(
    {
        ("POST", "/v1/registrations"),
        ("POST", "/v1/registrations/confirm"),
        ("POST", "/v1/registrations/resend"),
        ("POST", "/v1/session"),
        ("DELETE", "/v1/session"),  # the refresh cookie or token says whose
        ("POST", "/v1/session/challenge"),
        ("POST", "/v1/session/refresh"),
        ("POST", "/v1/password-resets"),
        ("POST", "/v1/password-resets/confirm"),
        ("GET", "/v1/health"),
        ("GET", "/v1/config"),
        ("GET", "/v1/openapi.json"),
    }
)
