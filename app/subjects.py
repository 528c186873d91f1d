"""A subject as people are shown it: what they said, did, agreed to, and where that placed them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from adsync.service import where_is
from app.wiring import Parts
from audiences.service import audiences_of
from audiences.service import forget as forget_in_audiences
from audiences.stages import Stage, stage_of
from profiles import service as profiles
from profiles.folding import fold
from profiles.model import Answer, Cart, Disclosure, MaskedPoint, Profile, Purpose, SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An audience that the subject is in since a moment, and what each platform holds of them."""

    audience: str
    since: datetime
    held: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectView:
    """All that may be shown of one subject; contact points are masked."""

    ref: SubjectRef
    profile: Profile
    stage: Stage
    deciding: tuple[Disclosure, ...]
    contact_points: tuple[MaskedPoint, ...]
    answers: tuple[tuple[Purpose, Answer], ...]
    placed: tuple[Placed, ...]
    spent: Decimal


def subject_view(session: Session, parts: Parts, reference: str) -> SubjectView:
    """Put together what is known of a subject at this moment.

    Raises:
        SubjectNotFound: where nobody goes by that reference.
    """
    ref = profiles.find_subject(session, reference)
    profile = profiles.profile(session, ref.number)
    held = where_is(session, ref.number)
    return SubjectView(
        ref=ref,
        profile=profile,
        stage=stage_of(profile, parts.clock(), parts.stage_settings),
        deciding=_newest_first(profile),
        contact_points=tuple(profiles.contact_points_masked(session, ref.number, parts.keyring)),
        answers=tuple(profiles.consent_state(session, ref.number).items()),
        placed=tuple(
            Placed(audience=one.name, since=one.since, held=held.get(one.id, ()))
            for one in audiences_of(session, ref.number)
        ),
        spent=sum((order.value for order in profile.orders), Decimal()),
    )


def erase_subject(session: Session, parts: Parts, reference: str) -> SubjectRef:
    """Remove a subject from the record and every membership; the next sync run tells the platforms.

    Raises:
        SubjectNotFound: where nobody goes by that reference.
    """
    ref = profiles.find_subject(session, reference)
    profiles.erase(session, ref.number, parts.clock())
    forget_in_audiences(session, ref.number)
    return ref


def as_document(view: SubjectView) -> dict[str, Any]:
    """Return the view as the JSON document of `candor subjects show --json`."""
    return {
        "subject": view.ref.id,
        "stage": view.stage,
        "disclosures": [_disclosure(one) for one in view.profile.disclosures],
        "events": [
            {
                "event": event.name,
                "at": event.at,
                "product_id": event.product_id,
                "price": event.price,
                "quantity": event.quantity,
                "order_id": event.order_id,
                "cart_id": event.cart_id,
                "conversation_id": event.conversation_id,
                "source": event.source,
            }
            for event in view.profile.events
        ],
        "carts": [_cart(cart) for cart in view.profile.carts],
        "consents": [
            {
                "id": consent.id,
                "purpose": consent.purpose,
                "answer": consent.answer,
                "wording_version": consent.wording_version,
                "language": consent.language,
                "source": consent.source,
                "at": consent.at,
            }
            for consent in view.profile.consents
        ],
        "contact_points": [
            {"kind": point.kind, "shown": point.text} for point in view.contact_points
        ],
        "audiences": [
            {"name": one.audience, "since": one.since, "platforms": dict(one.held)}
            for one in view.placed
        ],
    }


def _disclosure(one: Disclosure) -> dict[str, Any]:
    heard = one.heard
    return {
        "id": one.id,
        "kind": one.kind,
        "type": heard.trait.type,
        "value": heard.trait.value,
        "polarity": heard.polarity,
        "holder": heard.holder,
        "time": heard.time,
        "severity": heard.severity,
        "area": heard.area,
        "since": heard.since,
        "confidence": heard.confidence,
        "span": heard.words,
        "heard_at": one.heard_at,
        "conversation_id": one.conversation_id,
    }


def _cart(cart: Cart) -> dict[str, Any]:
    return {
        "cart_id": cart.cart_id,
        "opened_at": cart.opened_at,
        "last_event_at": cart.last_event_at,
        "closed_at": cart.closed_at,
        "order_id": cart.order_id,
        "lines": [
            {
                "product_id": line.product_id,
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "origin": line.origin,
            }
            for line in cart.lines
        ],
    }


def _newest_first(profile: Profile) -> tuple[Disclosure, ...]:
    standing = fold(profile.disclosures).standing.values()
    return tuple(sorted(standing, key=lambda one: (one.heard_at, one.sequence), reverse=True))
