"""The headers every answer carries, errors and PDFs too."""

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(  # noqa: FLY002 - one line each, to be read
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
UNUSED = ("geolocation", "microphone", "payment", "usb", "serial", "midi")
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Addresses of drafts are secrets: other sites must never be told them.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The camera reads the cards of customers, on pages of ours alone.
    "Permissions-Policy": ", ".join(["camera=(self)", *(f"{name}=()" for name in UNUSED)]),
}
TELLS_NOBODY = "no-referrer"
"""What a page says whose address is a secret even among our own."""

ONLY_HTTPS = "max-age=31536000; includeSubDomains"


def init_headers(app: Flask) -> None:
    """Give every answer of `app` its headers; no cache keeps what does not say for how long."""

    @app.after_request
    def add(answer: Response) -> Response:
        # What a page says itself is stricter: an address told to nobody, a letter in a sandbox.
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if request.is_secure:
            answer.headers["Strict-Transport-Security"] = ONLY_HTTPS
        if request.endpoint != "static" and answer.cache_control.max_age is None:
            answer.cache_control.no_store = True
        return answer
