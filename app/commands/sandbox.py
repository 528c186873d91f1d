"""`candor sandbox`: the stand-ins of the ad platforms."""

import os

from adsync.sandbox.server import serve
from app.output import tell

DEFAULT_ADDRESS = "127.0.0.1:8010"


def sandbox() -> None:
    """Serve the stand-ins of the ad platforms, with their page; needs no other setting."""
    address = os.environ.get("CANDOR_SANDBOX_ADDRESS", DEFAULT_ADDRESS)
    tell(f"sandbox platforms: page and Graph API on http://{address}/, gRPC on the next port")
    serve(address)
