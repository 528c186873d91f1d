"""The door: `understand(text, heard_on=...)` runs the spaCy pipeline that hears disclosures.

The pipeline is a blank English `Language` with our tokenizer. Each component reads the `Hearing` on
the document, adds one kind of knowledge and puts it back, so that the road of a message can be read
off `nlp.pipe_names`. Nothing in it is random: the same words give the same answer.

Where a tagger was trained for the vertical, it proposes mentions where the vocabulary is silent and
is asked about every mention in the end (`weighing`); without one the vocabulary hears alone.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from bot.understanding.areas import with_areas
from bot.understanding.confidence import with_confidence
from bot.understanding.corrections import with_corrections
from bot.understanding.degree import with_severity
from bot.understanding.ellipsis import with_ellipsis
from bot.understanding.exclusions import with_open_classes
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.holder import with_holder
from bot.understanding.mentions import with_cues, with_modality, with_traits
from bot.understanding.model import Disclosure, Understanding
from bot.understanding.personal_data import personal_data
from bot.understanding.polarity import with_polarity
from bot.understanding.proposals import with_proposals
from bot.understanding.relevance import without_irrelevant
from bot.understanding.spacy_door import Doc, Language, spacy
from bot.understanding.times import with_time
from bot.understanding.trained import Trained
from bot.understanding.vocabulary import Vocabulary, load_vocabulary
from bot.understanding.weighing import weighed
from bot.understanding.words import Kind, Tokenizer, Word, bases, plain

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = ROOT / "nlu_data" / "vocabulary.yml"
LANGUAGE = ROOT / "nlu_data" / "language"
# Nobody tells so much in one message; what stands behind is not read, so that time is bounded.
_MOST_CHARACTERS = 2_500
_MOST_WORDS = 400
_MOST_GUESSES = 50
_NAMED_MARKS = {"=": "equalsign"}

if not Doc.has_extension("hearing"):
    Doc.set_extension("hearing", default=None)
    Doc.set_extension("heard_on", default=None)


class Ear:
    """One vocabulary, ready to hear; safe to share, since nothing in it changes between messages.

    `without` names steps to leave out (`polarity`, `spelling`), so that what each is worth can be
    measured.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        without: frozenset[str] = frozenset(),
        trained: Trained | None = None,
    ) -> None:
        self._nlp = _language(vocabulary, without, trained)

    @classmethod
    def of(
        cls, vocabulary: Path = VOCABULARY, language: Path = LANGUAGE, trained: Path | None = None
    ) -> "Ear":
        """Build an ear from the data files and, where given, what was trained for their vertical.

        `trained` is a folder with one folder for each vertical.

        Raises:
            VocabularyInvalid: where one of the data files cannot be used.
            NoTagger: where nothing was trained for the vertical.
        """
        read = load_vocabulary(vocabulary, language)
        return cls(read, trained=Trained.of(trained / read.vertical) if trained else None)

    def understand(self, text: str, *, heard_on: date) -> Understanding:
        """Hear one message of any length and content; `heard_on` dates "for three months"."""
        with self._nlp.memory_zone():
            disclosures = _disclosures(self.hear(text, heard_on=heard_on))
        return Understanding(disclosures=disclosures, personal_data=personal_data(text))

    def hear(self, text: str, *, heard_on: date) -> Hearing:
        """Return all that the steps found out of one message, for whoever studies hearing."""
        doc = self._nlp.make_doc(text[:_MOST_CHARACTERS])
        doc._.heard_on = heard_on
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        hearing: Hearing = doc._.hearing
        return hearing


def _disclosures(hearing: Hearing) -> tuple[Disclosure, ...]:
    told: dict[tuple[str, str, str, str, str], Disclosure] = {}
    for mention in hearing.mentions:
        disclosure = _disclosure(hearing, mention)
        key = (
            disclosure.type,
            disclosure.value,
            disclosure.holder,
            disclosure.polarity,
            disclosure.time,
        )
        told.setdefault(key, disclosure)
    return tuple(told.values())


def _disclosure(hearing: Hearing, mention: Mention) -> Disclosure:
    start, end = hearing.span(mention.start, mention.end)
    return Disclosure(
        type=mention.type,
        value=mention.value,
        polarity=mention.polarity,
        holder=mention.holder,
        time=mention.time,
        severity=mention.severity,
        area=mention.area,
        since=mention.since,
        start=start,
        end=end,
        span=hearing.text[start:end],
        confidence=mention.confidence,
    )


def _language(vocabulary: Vocabulary, without: frozenset[str], trained: Trained | None) -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    guesses = 0 if "spelling" in without else _MOST_GUESSES
    steps: dict[str, Callable[[Doc], Doc]] = {
        "words": lambda doc: _opened(doc, vocabulary, guesses),
        "cues": _step(with_cues),
        "traits": _step(lambda heard: with_traits(heard, vocabulary)),
        "open_classes": _step(
            lambda heard: with_open_classes(heard, vocabulary.excluded_by, vocabulary.unwished)
        ),
        "proposals": _step(
            lambda heard: with_proposals(heard, trained, vocabulary.marks, vocabulary.excluded_by)
        ),
        "polarity": _step(with_polarity),
        "relevance": _step(lambda heard: without_irrelevant(heard, vocabulary.unmistakable)),
        "holder": _step(with_holder),
        "time": lambda doc: _put(doc, with_time(doc._.hearing, doc._.heard_on)),
        "ellipsis": _step(with_ellipsis),
        "severity": _step(with_severity),
        "areas": _step(lambda heard: with_areas(heard, vocabulary.parts)),
        "modality": _step(with_modality),
        "corrections": _step(with_corrections),
        "confidence": _step(with_confidence),
        "weighing": _step(lambda heard: weighed(heard, trained, vocabulary.siblings)),
    }
    for name, step in steps.items():
        if name in without:
            continue
        # A partial, because spaCy would take two ears' functions of one source line for the same
        # and give the second ear the first one's vocabulary.
        Language.component(f"candor_{name}", func=partial(step))
        nlp.add_pipe(f"candor_{name}")
    return nlp


def _step(adds: Callable[[Hearing], Hearing]) -> Callable[[Doc], Doc]:
    return lambda doc: _put(doc, adds(doc._.hearing))


def _put(doc: Doc, hearing: Hearing) -> Doc:
    doc._.hearing = hearing
    return doc


def _opened(doc: Doc, vocabulary: Vocabulary, guesses: int) -> Doc:
    """Make words of tokens, at most `guesses` of them corrected, and search them for phrases."""
    words: list[Word] = []
    text = doc.text  # asked once: spaCy puts it together anew each time
    for token in doc:
        word = _word(token.text, token.idx, vocabulary, guesses > 0)
        if len(words) == _MOST_WORDS:
            break
        if word is not None and not _joins(word, text):
            guesses -= word.kind is Kind.WORD and not vocabulary.spelling.knows(word.lower)
            words.append(word)
    hits = vocabulary.patterns.search(words)
    return _put(doc, Hearing(text=text, words=tuple(words), hits=tuple(hits)))


def _joins(word: Word, text: str) -> bool:
    """A hyphen inside a compound is no word of its own."""
    return (
        word.lower in {"-", "\u2010", "\u2011"}
        and word.start > 0
        and word.end < len(text)
        and text[word.start - 1].isalnum()
        and text[word.end].isalnum()
    )


def _word(piece: str, start: int, vocabulary: Vocabulary, guess: bool) -> Word | None:  # noqa: FBT001
    end = start + len(piece)
    if piece.isspace():
        if "\n" not in piece:
            return None
        return Word(start, end, "\n", Kind.MARK, frozenset({"\n"}), frozenset())
    lower = plain(piece)
    if not any(sign.isalnum() for sign in piece):
        # "=" begins the spelling of an exact word in phrases, which therefore name it in full.
        return Word(
            start, end, lower, Kind.MARK, frozenset({_NAMED_MARKS.get(lower, lower)}), frozenset()
        )
    if piece[0].isdigit():
        return Word(start, end, lower, Kind.NUMBER, frozenset({lower, "<number>"}), frozenset())
    lower = vocabulary.shorthand.get(lower, lower)
    found = vocabulary.spelling.guesses(lower) if guess else frozenset()
    exact = frozenset({lower}) | found
    forms = frozenset().union(*(bases(form) for form in exact))
    return Word(start, end, lower, Kind.WORD, exact, forms, corrected=bool(found))
