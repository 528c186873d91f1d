"""Finding products: the ones a shopper names, the ones that fit some words, the similar. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalogue.inci import plain
from catalogue.knowing import singular
from catalogue.model import Effect, Fit, Product

# Shorter words are too often something else; shorter words with a typo even more so.
_SHORTEST_NAME = 5
_SHORTEST_WITH_TYPO = 6
_TWO_TYPOS_FROM = 9
_ATTRIBUTES = ("preference:", "constraint:", "product_interest:")


@dataclass(frozen=True, slots=True)
class Names:
    """What shoppers may call each product, worked out once for a catalogue."""

    phrases: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]

    @classmethod
    def of(cls, products: Iterable[Product]) -> "Names":
        """Work out the names of a catalogue.

        A product goes by its title, by the title's first two words where no other title begins
        with them, and by the first word alone where no other product says that word anywhere.
        """
        titles = {one.id: _title_words(one) for one in products}
        openings = Counter(tuple(words[:2]) for words in titles.values())
        spoken = _words_spoken(products, titles)
        phrases: dict[str, tuple[str, ...]] = {}
        names: dict[str, str] = {}
        for product_id, words in titles.items():
            whole = " ".join(words)
            phrases[whole] = (*phrases.get(whole, ()), product_id)
            if len(words) > 1 and openings[tuple(words[:2])] == 1:
                phrases.setdefault(" ".join(words[:2]), (product_id,))
            first = next(iter(words), "")
            if len(first) >= _SHORTEST_NAME and first.isalpha() and spoken[first] == 1:
                names[first] = product_id
        return cls(phrases, names)

    def mentioned(self, text: str) -> list[str]:
        """Return the ids of the products that `text` names, in the order of their naming."""
        words = plain(text).split()
        found: dict[str, int] = {}
        for phrase, product_ids in self.phrases.items():
            place = _place_of(phrase.split(), words)
            for product_id in product_ids if place >= 0 else ():
                found[product_id] = min(place, found.get(product_id, place))
        for place, word in enumerate(words):
            product_id = self._product_of(word)
            if product_id:
                found.setdefault(product_id, place)
        return sorted(found, key=lambda product_id: found[product_id])

    def _product_of(self, word: str) -> str:
        if found := self.words.get(word) or self.words.get(singular(word)):
            return found
        if len(word) < _SHORTEST_WITH_TYPO:
            return ""
        close = {
            product_id
            for name, product_id in self.words.items()
            if name[0] == word[0] and _is_typo(word, name)
        }
        return close.pop() if len(close) == 1 else ""


def mentioned(products: Iterable[Product], text: str) -> list[str]:
    """Return the ids of the products a shopper names in free text, typos forgiven.

    The names of the latest catalogues are kept. Where a catalogue has thousands of products, hold
    on to `Names.of(products)` rather than have this compare them at each text.
    """
    return _names_of(tuple(products)).mentioned(text)


@lru_cache(maxsize=2)
def _names_of(products: tuple[Product, ...]) -> Names:
    return Names.of(products)


def search(products: Iterable[Product], text: str) -> list[Product]:
    """Return the products that hold words of `text`, the best first.

    A word counts most in the title, then in category and claims, then in what else is said.
    """
    wanted = set(singular(plain(text)).split())
    scored = [(_score(one, wanted), one) for one in products]
    best = sorted((hit for hit in scored if hit[0]), key=lambda hit: (-hit[0], hit[1].title))
    return [one for _, one in best]


def similar(
    one: Product, products: Iterable[Product], fits: Mapping[str, Sequence[Fit]]
) -> list[Product]:
    """Return other products that serve the same, the nearest first; those sold out come last."""
    own = _served(fits.get(one.id, ()))
    near = [
        (not other.in_stock, -_nearness(one, other, own, fits), other.title, other)
        for other in products
        if other.id != one.id
    ]
    return [hit[-1] for hit in sorted(near, key=lambda hit: hit[:-1]) if hit[1] < 0]


def _nearness(
    one: Product, other: Product, own: Mapping[str, float], fits: Mapping[str, Sequence[Fit]]
) -> float:
    theirs = _served(fits.get(other.id, ()))
    shared = sum(min(own[trait], theirs[trait]) for trait in own.keys() & theirs.keys())
    whole = sum(max(own.get(t, 0.0), theirs.get(t, 0.0)) for t in own.keys() | theirs.keys())
    same_kind = bool(one.category) and one.category == other.category
    return same_kind + (shared / whole if whole else 0.0)


def _served(fits: Iterable[Fit]) -> dict[str, float]:
    return {
        fit.trait: fit.weight
        for fit in fits
        if fit.effect is Effect.SERVES and not fit.trait.startswith(_ATTRIBUTES)
    }


def _score(one: Product, wanted: set[str]) -> int:
    told = (
        (4, one.title),
        (2, f"{one.category} {' '.join(one.claims)} {one.brand}"),
        (1, f"{one.description} {' '.join(one.ingredients)}"),
    )
    return sum(weight * len(wanted & set(singular(plain(text)).split())) for weight, text in told)


def _title_words(one: Product) -> list[str]:
    """Return the words of a title without the brand in front."""
    title, brand = plain(one.title), plain(one.brand)
    own = title.removeprefix(f"{brand} ") if brand else title
    return own.split()


def _words_spoken(products: Iterable[Product], titles: Mapping[str, list[str]]) -> Counter[str]:
    """Count in how many products each word is said, where titles within descriptions count not.

    A set that describes its parts by their titles must not take their names from them.
    """
    by_first: dict[str, list[list[str]]] = {}
    for words in titles.values():
        if len(words) > 1:
            by_first.setdefault(words[0], []).append(words)
    count: Counter[str] = Counter()
    for one in products:
        said = _without_titles(plain(one.description).split(), by_first)
        listed = plain(" ".join(one.ingredients)).split()
        count.update({*said, *listed, *titles[one.id], *one.category.split("_")})
    return count


def _without_titles(words: list[str], by_first: Mapping[str, list[list[str]]]) -> set[str]:
    """Return the words that are left when every title, also one in the plural, is taken out."""
    left: set[str] = set()
    place = 0
    while place < len(words):
        titles = by_first.get(words[place], ())
        found = [title for title in titles if _stands_at(title, words, place)]
        if not found:
            left.add(words[place])
        place += max(map(len, found), default=1)
    return left


def _stands_at(title: list[str], words: list[str], place: int) -> bool:
    there = words[place : place + len(title)]
    return there[:-1] == title[:-1] and there[-1:] in (title[-1:], [f"{title[-1]}s"])


def _place_of(phrase: Sequence[str], words: Sequence[str]) -> int:
    """Return where `phrase` begins in `words`; -1 where it does not stand."""
    size = len(phrase)
    starts = range(len(words) - size + 1) if size else ()
    return next((place for place in starts if list(words[place : place + size]) == phrase), -1)


def _is_typo(word: str, name: str) -> bool:
    allowed = 2 if len(name) >= _TWO_TYPOS_FROM else 1
    return (
        len(name) >= _SHORTEST_WITH_TYPO
        and abs(len(word) - len(name)) <= allowed
        and _distance(word, name) <= allowed
    )


def _distance(one: str, other: str) -> int:
    """Return how many letters to insert, drop, change or swap with their neighbour."""
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, above, row = above, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted
            row.append(min(cost, before[j - 2] + 1) if swapped else cost)
    return row[-1]
