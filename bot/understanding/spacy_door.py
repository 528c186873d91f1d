"""The one door to spaCy.

spaCy needs a package named `catalogue`; the shop's products live in a folder of that name at the
root of this repository, and Rasa puts the root first on the import path. No code of this
environment may import the folder (the two environments meet in HTTP only), so the installed package
is loaded by its place before spaCy asks for it by name.
"""

import importlib.util
import sys
from importlib.machinery import PathFinder
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def _load_installed(name: str) -> None:
    """Bind `name` to the installed package, not to a folder of the repository."""
    loaded = sys.modules.get(name)
    if loaded is not None and hasattr(loaded, "create"):
        return
    places = [place for place in sys.path if Path(place or ".").resolve() != _ROOT]
    spec = PathFinder.find_spec(name, places)
    if spec is None or spec.loader is None:
        message = f"the installed package {name!r}, which spaCy needs, cannot be found"
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


_load_installed("catalogue")

import spacy  # noqa: E402 - it must not be imported before the line above
from spacy.language import Language  # noqa: E402 - as above
from spacy.tokens import Doc, Span  # noqa: E402 - as above
from spacy.vocab import Vocab  # noqa: E402 - as above

__all__ = ["Doc", "Language", "Span", "Vocab", "spacy"]
