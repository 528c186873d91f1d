"""`candor sandbox`: the stand-ins of the ad platforms."""

from adsync.sandbox.server import serve
from app.output import tell
from app.settings import load_open_settings


def sandbox() -> None:
    """Serve the stand-ins of the ad platforms, with their page; needs no other setting."""
    host, port = load_open_settings().sandbox_address
    address = f"{host}:{port}"
    tell(f"sandbox platforms: page and Graph API on http://{address}/, gRPC on the next port")
    serve(address)
