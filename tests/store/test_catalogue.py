from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from catalogue import service
from catalogue.errors import FeedRefused, FeedUnreadable, ProductNotFound
from catalogue.fit import Knowledge, load_knowledge, stands_in
from catalogue.model import FeedFormat, ImportReport, Shop
from kit.db import reading, transaction

CATALOGUE = Path(__file__).parents[2] / "catalogue"
DEMO = CATALOGUE / "demo/products.csv"
SHOP = Shop("USD", "/p/{handle}")
HEADER = "Handle,Title,Body (HTML),Type,Tags,Variant SKU,Variant Price,Ingredients\n"
TONER = 'a,Pebble Toner,Calm.,Toner,vegan,A,9.00,"Aqua, Glycerin"\n'
SERUM = 'b,Meadow Serum,Bright.,Serum,,B,19.00,"Aqua, Ascorbic Acid"\n'


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(CATALOGUE / "knowledge/skincare.yml")


class Catalogue:
    """A shop's catalogue on a real database, fed with text."""

    def __init__(self, engine: sa.Engine, folder: Path, knowledge: Knowledge) -> None:
        self.engine = engine
        self._path = folder / "products.csv"
        self._knowledge = knowledge

    def takes(self, rows: str) -> ImportReport:
        self._path.write_text(HEADER + rows)
        return self.takes_file(self._path)

    def takes_file(self, path: Path) -> ImportReport:
        with transaction(self.engine) as session:
            return service.import_feed(
                session, path, FeedFormat.SHOPIFY, shop=SHOP, knowledge=self._knowledge
            )

    def would_take(self, rows: str) -> ImportReport:
        self._path.write_text(HEADER + rows)
        with reading(self.engine) as session:
            return service.preview_feed(
                session, self._path, FeedFormat.SHOPIFY, shop=SHOP, knowledge=self._knowledge
            )

    def ids(self) -> list[str]:
        with reading(self.engine) as session:
            return [product.id for product in service.products(session)]


@pytest.fixture
def catalogue(engine: sa.Engine, tmp_path: Path, knowledge: Knowledge) -> Catalogue:
    return Catalogue(engine, tmp_path, knowledge)


def test_the_demo_brand_goes_in_and_comes_out_as_it_was(catalogue: Catalogue) -> None:
    first = catalogue.takes_file(DEMO)
    again = catalogue.takes_file(DEMO)

    assert first.refused == ()
    assert len(first.added) == first.taken == len(catalogue.ids())
    assert (again.added, again.changed, again.removed) == ((), (), ())


def test_every_stored_fit_rests_on_text_of_its_product(catalogue: Catalogue) -> None:
    catalogue.takes_file(DEMO)

    with reading(catalogue.engine) as session:
        fits = service.fits(session)
        products = service.products(session)

    assert set(fits) == {product.id for product in products}
    for product in products:
        assert all(stands_in(fit.cites, product) for fit in fits[product.id])


def test_a_feed_replaces_what_was_there(catalogue: Catalogue) -> None:
    catalogue.takes(TONER + SERUM)

    report = catalogue.takes(
        SERUM.replace("19.00", "21.00") + SERUM.replace("b,", "c,").replace(",B,", ",C,")
    )

    assert (report.added, report.changed, report.removed) == (("c",), ("b",), ("a",))
    assert catalogue.ids() == ["b", "c"]
    with reading(catalogue.engine) as session:
        assert service.product(session, "b").variants[0].price == Decimal("21.00")


def test_a_preview_says_the_same_and_changes_nothing(catalogue: Catalogue) -> None:
    catalogue.takes(TONER)

    preview = catalogue.would_take(SERUM)

    assert (preview.added, preview.removed) == (("b",), ("a",))
    assert catalogue.ids() == ["a"]


def test_a_product_whose_lines_are_refused_stays_as_it_was(catalogue: Catalogue) -> None:
    catalogue.takes(TONER + SERUM)

    report = catalogue.takes(TONER + SERUM.replace("19.00", "-1"))

    assert (report.kept, report.removed) == (("b",), ())
    assert [refused.line for refused in report.refused] == [3]
    with reading(catalogue.engine) as session:
        assert service.product(session, "b").variants[0].price == Decimal("19.00")


def test_a_sku_that_moves_to_another_product_leaves_the_one_that_was_kept(
    catalogue: Catalogue,
) -> None:
    catalogue.takes(TONER + SERUM)

    report = catalogue.takes(TONER.replace(",A,", ",B,") + SERUM.replace("19.00", "-1"))

    assert (report.kept, report.removed) == ((), ("b",))
    with reading(catalogue.engine) as session:
        assert service.product_of_sku(session, "B").id == "a"


@pytest.mark.parametrize(
    ("rows", "error"),
    [("", FeedRefused), (TONER.replace("9.00", "-9"), FeedRefused)],
)
def test_a_feed_without_a_good_product_replaces_nothing(
    catalogue: Catalogue, rows: str, error: type[Exception]
) -> None:
    catalogue.takes(TONER)

    with pytest.raises(error):
        catalogue.takes(rows)

    assert catalogue.ids() == ["a"]


def test_a_file_that_is_not_there_replaces_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match="No such file"):
        catalogue.takes_file(tmp_path / "nothing.csv")


def test_what_is_not_sold_is_not_found(engine: sa.Engine) -> None:
    with reading(engine) as session:
        with pytest.raises(ProductNotFound):
            service.product(session, "nothing")
        with pytest.raises(ProductNotFound):
            service.product_of_sku(session, "nothing")


def test_letters_that_a_database_cannot_keep_do_not_sink_an_import(catalogue: Catalogue) -> None:
    report = catalogue.takes(TONER.replace("Calm.", "Cal\0m \U0001f9f4"))

    assert report.taken == 1


def test_remarks_name_claims_the_label_denies_and_products_without_a_category(
    catalogue: Catalogue,
) -> None:
    thing = 'd,Glass Bowl,A bowl.,Homeware,vegan,D,9.00,"Aqua, Cera Alba"\n'

    report = catalogue.takes(TONER + thing)

    assert (
        "Glass Bowl claims vegan, but contains Cera Alba, which comes from animals" in report.notes
    )
    assert any("no category" in note and "Glass Bowl" in note for note in report.notes)
