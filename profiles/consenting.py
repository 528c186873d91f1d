"""Answers to what data may be used for, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import random_id
from profiles import store
from profiles.consent import answers, newest_answers
from profiles.model import Answer, Consent, Purpose, SubjectNumber


def record_consent(  # noqa: PLR0913 - every one is named at the call
    session: Session,
    *,
    number: SubjectNumber,
    purposes: Sequence[Purpose],
    answer: Answer,
    wording_version: str,
    language: str,
    source: str,
    now: datetime,
    message_id: str | None = None,
) -> list[Consent]:
    """Record a person's answer, given at `now`, for some purposes; each id is a receipt.

    Declining advice erases what the subject disclosed and what is kept of their conversations.
    An answer that reaches us after a newer one is evidence, but the newer one holds. A message
    that was taken before gives [].

    Raises:
        ValueError: where `answer` is `not_asked`, which nobody answers.
    """
    if answer is Answer.NOT_ASKED:
        message = "not_asked is no answer"
        raise ValueError(message)
    if message_id is not None and not store.take(session, "consent", str(number), message_id):
        return []
    store.hold(session, number)
    given = [
        Consent(
            id=random_id(),
            purpose=purpose,
            answer=answer,
            wording_version=wording_version,
            language=language,
            source=source,
            at=now,
        )
        for purpose in dict.fromkeys(purposes)
    ]
    for consent in given:
        store.add_consent(session, number, consent)
    permit(session, number)
    if answer is Answer.DECLINED and Purpose.ADVICE in purposes:
        _forget_words(session, number, now)
    return given


def consent_state(session: Session, number: SubjectNumber) -> Mapping[Purpose, Answer]:
    """Return the newest answer for every purpose."""
    return answers(newest_answers(store.consents_of(session, number)))


def follow_preferences(
    session: Session,
    *,
    number: SubjectNumber,
    preferences: Mapping[Purpose, bool],
    source: str,
    now: datetime,
) -> list[Consent]:
    """Record what a consent tool of the shop says with every message, where it says a new thing.

    Such a tool repeats its state for ever, so a state that it told before is no new answer: what
    the person said elsewhere since then holds. Nor does its first yes undo a no given elsewhere.
    """
    own = newest_answers(
        consent for consent in store.consents_of(session, number) if consent.source == source
    )
    state = consent_state(session, number)
    given: list[Consent] = []
    for purpose, agrees in preferences.items():
        answer = Answer.GRANTED if agrees else Answer.DECLINED
        before = own[purpose].answer if purpose in own else Answer.NOT_ASKED
        undoes = agrees and before is Answer.NOT_ASKED and state[purpose] is Answer.DECLINED
        if answer is not before and not undoes:
            given += record_consent(
                session,
                number=number,
                purposes=[purpose],
                answer=answer,
                wording_version="unstated",
                language="unstated",
                source=source,
                now=now,
            )
    return given


def permit(session: Session, number: int) -> None:
    """Work a subject's permissions out again from all answers on record."""
    store.write_permissions(session, number, newest_answers(store.consents_of(session, number)))


def keep_withdrawals(session: Session, *, source: int, target: int, since: datetime) -> None:
    """Copy to `target` what `source` declines since a moment.

    When a join is undone nobody can say which of the two the person was who withdrew in between,
    so it holds for both.
    """
    for consent in newest_answers(store.consents_of(session, source)).values():
        if consent.answer is Answer.DECLINED and consent.at >= since:
            copy = replace(consent, id=random_id(), source="undone_join")
            store.add_consent(session, target, copy)
            if consent.purpose is Purpose.ADVICE:
                store.erase_words(session, target, until=None)


def _forget_words(session: Session, number: int, declined_at: datetime) -> None:
    """Without live consent everything goes; an old answer that comes late takes what was older."""
    live = store.receipt(session, number, Purpose.ADVICE)
    store.erase_words(session, number, until=declined_at if live else None)
