"""What others do with the record: one function for each use.

All take an open session and never commit; moments are aware and in UTC. What they do stands where
it is thought about: names and joins in `naming`, answers in `consenting`, words in `telling`,
deeds in `deeds`, contact points in `contacts`, and all of it together in `leaving`.
"""

from profiles.consenting import consent_state, follow_preferences, record_consent
from profiles.contacts import (
    add_contact_point,
    contact_points_masked,
    identify,
    note_sign_of_minor,
    rekey,
)
from profiles.deeds import match_products, open_cart, record_event, record_taken_event
from profiles.leaving import erase, export, profile
from profiles.naming import alias, find_subject, join, subject_of, subject_ref, undo_join
from profiles.telling import disclosures, keep_message, record_heard, retract

__all__ = [
    "add_contact_point",
    "alias",
    "consent_state",
    "contact_points_masked",
    "disclosures",
    "erase",
    "export",
    "find_subject",
    "follow_preferences",
    "identify",
    "join",
    "keep_message",
    "match_products",
    "note_sign_of_minor",
    "open_cart",
    "profile",
    "record_consent",
    "record_event",
    "record_heard",
    "record_taken_event",
    "rekey",
    "retract",
    "subject_of",
    "subject_ref",
    "undo_join",
]
