"""Purposes, and consents -> permissions. No I/O here."""

from collections.abc import Iterable, Mapping

from profiles.model import Answer, Consent, Purpose

ADS_PURPOSES: Mapping[str, Purpose] = {"meta": Purpose.ADS_META, "google": Purpose.ADS_GOOGLE}


def ads_purpose(platform: str) -> Purpose:
    """Return the purpose under which data may go to a platform.

    Raises:
        KeyError: where no purpose is known for it, so nothing may go.
    """
    return ADS_PURPOSES[platform]


def newest_answers(consents: Iterable[Consent]) -> dict[Purpose, Consent]:
    """Return the newest answer for each purpose asked; of two at one moment the later record holds.

    `consents` come in the order they were recorded.
    """
    newest: dict[Purpose, Consent] = {}
    for consent in consents:
        if consent.purpose not in newest or newest[consent.purpose].at <= consent.at:
            newest[consent.purpose] = consent
    return newest


def answers(newest: Mapping[Purpose, Consent]) -> dict[Purpose, Answer]:
    """Return an answer for every purpose; one never asked for is `not_asked`."""
    return {
        purpose: newest[purpose].answer if purpose in newest else Answer.NOT_ASKED
        for purpose in Purpose
    }
