"""All that is kept of a subject: to show, to hand over, to erase."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from profiles import contact_store, deed_store, store
from profiles.identity import Keyring
from profiles.model import Cart, Consent, Disclosure, Event, Order, Profile, SubjectNumber
from profiles.naming import standing
from profiles.store import ref


def profile(session: Session, number: SubjectNumber) -> Profile:
    """Return all that is on record of a subject, each kind in the order it happened.

    Raises:
        SubjectNotFound: where there is no such number.
    """
    row = standing(session, number)
    return Profile(
        subject_id=ref(row).id,
        number=ref(row).number,
        created_at=row.created_at,
        disclosures=tuple(store.disclosures_of(session, row.number)),
        events=tuple(deed_store.events_of(session, row.number)),
        carts=tuple(kept.cart for kept in deed_store.carts_of(session, row.number)),
        orders=tuple(deed_store.orders_of(session, row.number)),
        consents=tuple(store.consents_of(session, row.number)),
    )


def export(session: Session, number: SubjectNumber, keyring: Keyring) -> dict[str, Any]:
    """Return everything kept of a subject, in the clear, as plain JSON, for that person."""
    kept = profile(session, number)
    owner = kept.number
    return {
        "subject": str(kept.subject_id),
        "created_at": kept.created_at.isoformat(),
        "names": [{"kind": kind, "name": name} for kind, name in store.names_of(session, owner)],
        "contact_points": [
            {
                "kind": row.kind,
                "text": keyring.open(row.kind, row.ciphertext).text,
                "recorded_at": row.recorded_at.isoformat(),
            }
            for row in contact_store.points_of(session, owner)
        ],
        "consents": [_consent(consent) for consent in kept.consents],
        "disclosures": [_disclosure(disclosure) for disclosure in kept.disclosures],
        "messages": [
            {"speaker": row.speaker, "text": row.text, "at": row.at.isoformat()}
            for row in store.messages_of(session, owner)
        ],
        "events": [_event(event) for event in kept.events],
        "carts": [_cart(cart) for cart in kept.carts],
        "orders": [_order(order) for order in kept.orders],
        "joins": [
            {"id": str(row.id), "at": row.at.isoformat(), "undone": row.undone_at is not None}
            for row in store.joins_of(session, store.joined_under(session, owner))
        ],
    }


def erase(session: Session, number: SubjectNumber, now: datetime) -> None:
    """Delete everything that is kept of a subject and of all that were joined into it.

    Their bare numbers stay, empty, so that they are never given to anybody else.
    """
    store.erase_subjects(
        session, store.joined_under(session, standing(session, number).number), now
    )


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "id": str(consent.id),
        "purpose": consent.purpose,
        "answer": consent.answer,
        "wording_version": consent.wording_version,
        "language": consent.language,
        "source": consent.source,
        "at": consent.at.isoformat(),
    }


def _disclosure(disclosure: Disclosure) -> dict[str, Any]:
    heard = disclosure.heard
    return {
        "id": str(disclosure.id),
        "kind": disclosure.kind,
        "type": heard.trait.type,
        "value": heard.trait.value,
        "polarity": heard.polarity,
        "holder": heard.holder,
        "time": heard.time,
        "severity": heard.severity,
        "area": heard.area,
        "since": heard.since.isoformat() if heard.since else None,
        "confidence": heard.confidence,
        "words": heard.words,
        "conversation_id": disclosure.conversation_id,
        "message_id": disclosure.message_id,
        "heard_at": disclosure.heard_at.isoformat(),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "name": event.name,
        "at": event.at.isoformat(),
        "product_id": event.product_id,
        "sku": event.sku,
        "price": None if event.price is None else str(event.price),
        "quantity": event.quantity,
        "order_id": event.order_id,
        "cart_id": event.cart_id,
        "conversation_id": event.conversation_id,
        "source": event.source,
    }


def _cart(cart: Cart) -> dict[str, Any]:
    return {
        "cart_id": cart.cart_id,
        "opened_at": cart.opened_at.isoformat(),
        "last_event_at": cart.last_event_at.isoformat(),
        "closed_at": cart.closed_at.isoformat() if cart.closed_at else None,
        "order_id": cart.order_id,
        "lines": [
            {
                "product_id": line.product_id,
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": str(line.unit_price),
                "origin": line.origin,
            }
            for line in cart.lines
        ],
    }


def _order(order: Order) -> dict[str, Any]:
    return {"order_id": order.order_id, "at": order.at.isoformat(), "value": str(order.value)}
