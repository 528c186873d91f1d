import pytest

from profiles.model import Trait


def test_a_trait_is_written_as_its_type_and_value() -> None:
    assert Trait.of("concern:dryness") == Trait("concern", "dryness")
    assert str(Trait("concern", "dryness")) == "concern:dryness"


@pytest.mark.parametrize("text", ["", "concern", "concern:", ":dryness"])
def test_half_a_trait_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no trait"):
        Trait.of(text)
