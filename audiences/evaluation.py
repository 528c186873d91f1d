"""Evaluates rules over the database: asks each question once, and keeps its answer.

One `Answers` serves one moment and one consistent look at the data: a whole refresh, or a preview.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cached_property

from pyroaring import BitMap
from sqlalchemy.orm import Session

from audiences import store
from audiences.leaves import Meaning, select_for
from audiences.questions import Question
from audiences.rules import RefKind, TraitRef
from audiences.stages import History, history_from
from audiences.words import covers, traits_meant
from kit.bitmaps import bitmap_of
from profiles.model import Trait
from profiles.vocabulary import Vocabulary


class Answers:
    """Answers questions about all subjects: the `Source` of `bitmaps.py` over the database."""

    def __init__(self, session: Session, vocabulary: Vocabulary) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._meaning = Meaning(heard=self._heard, served=self._served)
        self._kept: dict[Question, BitMap] = {}

    def members(self, question: Question) -> BitMap:
        """Return who is meant; asked of the database the first time only."""
        if question not in self._kept:
            statement = select_for(question, self._meaning)
            self._kept[question] = bitmap_of(self._session, statement)
        return self._kept[question]

    def histories(self, numbers: BitMap, now: datetime) -> Iterable[tuple[int, History]]:
        """Return what the stages of these subjects follow from, in lots that fit in memory."""
        for facts in store.stage_facts(self._session, numbers):
            yield (
                facts.number,
                history_from(
                    created_at=facts.created_at,
                    events=facts.events,
                    carts=facts.carts,
                    orders=facts.orders,
                    now=now,
                ),
            )

    def _heard(self, ref: TraitRef) -> Collection[Trait]:
        listed = traits_meant(ref, self._vocabulary)
        if ref.kind is not RefKind.NEED:
            return listed
        return listed | {t for t in self._open_traits if covers(ref, t, self._vocabulary)}

    def _served(self, ref: TraitRef) -> Collection[Trait]:
        return {t for t in self._served_traits if covers(ref, t, self._vocabulary)}

    @cached_property
    def _open_traits(self) -> frozenset[Trait]:
        """Traits of open families that were ever heard: some belong to a need group."""
        types = sorted({family.type for family in self._vocabulary.families})
        return frozenset(
            trait for type_ in types for trait in store.traits_heard(self._session, type_)
        )

    @cached_property
    def _served_traits(self) -> frozenset[Trait]:
        return store.traits_served(self._session)
