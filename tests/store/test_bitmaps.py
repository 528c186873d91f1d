import sqlalchemy as sa
from pyroaring import BitMap

from kit.bitmaps import bitmap_of
from kit.db import reading


def _numbers(*numbers: int | None) -> sa.Select[tuple[int]]:
    return sa.select(
        sa.union_all(*(sa.select(sa.literal(n).label("n")) for n in numbers)).subquery().c.n
    )


def test_numbers_become_a_bitmap_on_either_engine(engine: sa.Engine) -> None:
    with reading(engine) as session:
        numbers = bitmap_of(session, _numbers(7, 1, 7, 4_000_000_000))

    assert numbers == BitMap([1, 7, 4_000_000_000])


def test_no_rows_are_an_empty_bitmap(engine: sa.Engine) -> None:
    with reading(engine) as session:
        numbers = bitmap_of(session, _numbers(1).where(sa.false()))

    assert numbers == BitMap()
