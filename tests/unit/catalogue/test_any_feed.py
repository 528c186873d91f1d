"""Whatever is fed in, the answer is products, refused lines, or a feed that says what is wrong."""

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.errors import FeedError
from catalogue.feeds import read_feed
from catalogue.fit import Knowledge
from catalogue.model import Feed, FeedFormat, Shop

CSV = b'Handle,Title,Body (HTML),Type,Tags,Variant SKU,Variant Price,Image Src\na,Calm "x",,,,,9,\n'
XML = b'<rss xmlns:g="x"><item><g:id>1</g:id><title>T</title><g:price>1 USD</g:price></item></rss>'
cells = st.text(alphabet="ab,\"\n\r;\t<>&'-.0é", max_size=12)


def read(data: bytes, feed_format: FeedFormat, knowledge: Knowledge) -> Feed | None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(FeedError):
        path = Path(folder) / "feed"
        path.write_bytes(data)
        return read_feed(path, feed_format, Shop(), knowledge)
    return None


# Files are written and read: how long that takes is not what is asked.
@settings(deadline=None)
@given(
    start=st.sampled_from([CSV, XML, b""]),
    cut=st.integers(0, 120),
    noise=st.binary(max_size=60),
    feed_format=st.sampled_from(FeedFormat),
)
def test_no_bytes_at_all_break_the_importer(
    knowledge: Knowledge, start: bytes, cut: int, noise: bytes, feed_format: FeedFormat
) -> None:
    feed = read(start[:cut] + noise + start[cut:], feed_format, knowledge)

    assert feed is None or all(refused.line >= 1 for refused in feed.refused)


@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6))
def test_a_broken_line_never_costs_the_last_good_one(
    knowledge: Knowledge, rows: list[list[str]]
) -> None:
    broken = "".join(",".join(row).replace("\n", " ").replace("\r", " ") + "\n" for row in rows)

    feed = read(
        f"Handle,Title,Price\n{broken}last,Last,9\n".encode(), FeedFormat.SHOPIFY, knowledge
    )

    assert feed is not None
    assert feed.products[-1].id == "last"


@pytest.mark.parametrize("feed_format", FeedFormat)
def test_a_folder_is_no_feed(knowledge: Knowledge, tmp_path: Path, feed_format: FeedFormat) -> None:
    with pytest.raises(FeedError):
        read_feed(tmp_path, feed_format, Shop(), knowledge)
