"""What ad sync is handed: audiences without the reasons people are in them, and the platforms."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from adsync.bench import Bench
from adsync.destinations.base import Destination, Platform
from adsync.destinations.google import GoogleAccount, GoogleDestination
from adsync.destinations.meta import MetaAccount, MetaDestination
from adsync.parts import Carried, Standing
from adsync.parts import Parts as SyncParts
from adsync.policy import Blocked, sensitive_guard
from adsync.workflows import Schedule
from app.refusals import SettingsWrong
from app.settings import Settings
from app.wiring import Parts
from audiences import service as audiences
from audiences.definitions import AudienceState
from audiences.results import ApprovedAudience
from kit.folders import data_folder
from profiles import reach
from profiles.model import Trait

_STANDING = {
    AudienceState.DRAFT: Standing.GONE,
    AudienceState.IN_REVIEW: Standing.GONE,
    AudienceState.APPROVED: Standing.APPROVED,
    AudienceState.PAUSED: Standing.RESTING,
    AudienceState.ARCHIVED: Standing.GONE,
}


def sync_parts(parts: Parts) -> SyncParts:
    """Return what the sync works with: the only place where audiences and platforms meet."""
    return SyncParts(
        engine=parts.engine,
        destinations=destinations(parts.settings),
        audiences=lambda session: carried(session, parts),
        reach=reach,
        refresh=lambda session, now: _refresh(session, parts, now),
        clock=parts.clock,
    )


def bench(settings: Settings) -> Bench:
    """Return where the worker works: beside SQLite a file of its own, else the same database."""
    folder = data_folder()
    if not settings.database_url.startswith("sqlite"):
        return Bench(url=settings.database_url, lock=folder / "worker.lock")
    database = settings.database_url.removeprefix("sqlite:///")
    beside = f"{database}.dbos" if database else str(folder / "dbos.db")
    return Bench(url=f"sqlite:///{beside}", lock=folder / "worker.lock")


def schedule(settings: Settings) -> Schedule | None:
    """Return when the worker syncs by itself, or None where it never does."""
    if settings.sync_schedule.lower() == "off":
        return None
    return Schedule(cron=settings.sync_schedule, time_zone=settings.time_zone)


def carried(session: Session, parts: Parts) -> list[Carried]:
    """Return every audience as ad sync may see it: numbers, and nothing of why."""
    approved = {one.id: one for one in audiences.approved_audiences(session)}
    return [
        _approved(approved[one.id], parts)
        if one.id in approved
        else Carried(
            id=one.id,
            name=one.name,
            platforms=one.destinations,
            # Approved but never computed: there is nobody to carry yet, and nothing to empty.
            standing=Standing.RESTING
            if one.state is AudienceState.APPROVED
            else _STANDING[one.state],
        )
        for one in audiences.list_audiences(session)
    ]


def _approved(one: ApprovedAudience, parts: Parts) -> Carried:
    return Carried(
        id=one.id,
        name=one.name,
        platforms=one.destinations,
        min_size=one.min_size,
        members=one.members - one.holdout,
        blocked=blocked(one, parts),
    )


def blocked(one: ApprovedAudience, parts: Parts) -> Blocked | None:
    """Say why no platform may have an audience, where its rule names a health condition."""
    vocabulary = parts.vocabulary
    return sensitive_guard(
        one.rule_sensitivity,
        is_health=lambda trait: vocabulary.is_health(Trait.of(trait)),
        label=lambda trait: vocabulary.entry(Trait.of(trait)).label,
    )


def destinations(settings: Settings) -> Mapping[Platform, Destination]:
    """Return the platforms that are set up.

    Raises:
        SettingsWrong: where a platform is set up by half.
    """
    found: dict[Platform, Destination] = {}
    if settings.meta_ad_account is not None:
        found[Platform.META] = MetaDestination(_meta(settings))
    if settings.google_account is not None:
        found[Platform.GOOGLE] = GoogleDestination(_google(settings))
    return found


def _meta(settings: Settings) -> MetaAccount:
    lacking = [
        f"  CANDOR_{name.upper()}: missing, and Meta is set up with CANDOR_META_AD_ACCOUNT"
        for name in ("meta_app_id", "meta_app_secret", "meta_access_token")
        if getattr(settings, name) is None
    ]
    if lacking or settings.meta_app_secret is None or settings.meta_access_token is None:
        raise SettingsWrong("\n".join(["these settings are missing:", *lacking]))
    return MetaAccount(
        ad_account=settings.meta_ad_account or "",
        app_id=settings.meta_app_id or "",
        app_secret=settings.meta_app_secret.get_secret_value(),
        access_token=settings.meta_access_token.get_secret_value(),
        graph_url=settings.meta_graph_url,
    )


def _google(settings: Settings) -> GoogleAccount:
    return GoogleAccount(
        account=settings.google_account or "",
        login_account=settings.google_login_account,
        stand_in=settings.google_data_manager_url,
        credentials_file=settings.google_credentials_file,
    )


def _refresh(session: Session, parts: Parts, now: datetime) -> None:
    audiences.refresh(session, parts.meanings, now)
