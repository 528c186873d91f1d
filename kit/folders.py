"""Where this machine's data lies: `.candor` in the working folder."""

from pathlib import Path


def data_folder() -> Path:
    """Return `.candor` of the working folder, made if it is missing."""
    folder = Path(".candor")
    folder.mkdir(exist_ok=True)
    return folder
