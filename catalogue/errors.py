"""What can go wrong with a catalogue, named for what the caller does next.

CatalogueError
├── ProductNotFound    look for another product
├── KnowledgeInvalid   mend the knowledge file
└── FeedError          nothing was imported, the catalogue is as it was
    ├── FeedUnreadable     hand over another file, or the same in another format
    └── FeedRefused        mend the lines it names; not one product could be taken
"""

from collections.abc import Sequence
from pathlib import Path

from catalogue.model import Refused


class CatalogueError(Exception):
    """Anything the catalogue refuses."""


class ProductNotFound(CatalogueError):
    """There is no product of this id."""

    def __init__(self, product_id: str) -> None:
        super().__init__(f"the catalogue has no product {product_id!r}")
        self.product_id = product_id


class KnowledgeInvalid(CatalogueError):
    """A knowledge file says something that means nothing."""

    def __init__(self, path: Path, where: str, problem: str) -> None:
        super().__init__(f"{path}, at {where}: {problem}")
        self.where = where


class FeedError(CatalogueError):
    """A feed that could not be imported; the catalogue is as it was."""


class FeedUnreadable(FeedError):
    """The file as a whole is not a feed of the named format."""


class FeedRefused(FeedError):
    """Not one product of the feed could be taken; `refused` has the lines and the reasons."""

    def __init__(self, refused: Sequence[Refused]) -> None:
        first = f", the first on line {refused[0].line}: {refused[0].reason}" if refused else ""
        super().__init__(f"the feed has no product that can be taken{first}")
        self.refused = tuple(refused)
