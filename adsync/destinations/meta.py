"""Meta: customer-file audiences of the Marketing API, through Meta's own SDK.

We build every payload and judge every answer ourselves: the SDK's helpers hash again what is
hashed, put removals into the address line, and take a proxy's error page for success.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from facebook_business.api import FacebookAdsApi, FacebookResponse
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from adsync.destinations.base import (
    MALFORMED_KEY,
    Batch,
    Capabilities,
    ListRef,
    ListState,
    ListStatus,
    Operation,
    Outcome,
    Platform,
    Receipt,
    Row,
    fault_of,
)
from adsync.destinations.meta_answers import (
    NAME_TAKEN,
    SOON,
    TEMPORARY,
    TERMS,
    UNREADABLE,
    meaning_of,
)
from adsync.errors import CallAPerson, PlatformError, StopAndLook, TryLater, UnknownAnswer

MAX_ROWS = 10_000
_SCHEMA = ("EMAIL", "PHONE")
_TIMEOUT_SECONDS = 60
_PAGE = 200
_HTTP_OK = 200
_SERVER_FAULT = 500
_INVALID = "invalid_entry"
_FLAGGED = 471
_BUSY = frozenset({414, 441})


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaAccount:
    """One ad account and the app that may use it; `graph_url` names a stand-in, else the real one.

    `ad_account` is the number, with or without `act_`.
    """

    ad_account: str
    app_id: str
    app_secret: str
    access_token: str
    graph_url: str | None = None

    def __repr__(self) -> str:
        """Keep the secrets out of logs and tracebacks."""
        return f"MetaAccount({self.ad_account!r})"


class MetaDestination:
    """The customer-file audiences of one ad account."""

    def __init__(self, account: MetaAccount) -> None:
        """Open nothing yet: the first call connects."""
        session = FacebookSession(
            account.app_id, account.app_secret, account.access_token, timeout=_TIMEOUT_SECONDS
        )
        if account.graph_url:
            session.GRAPH = account.graph_url.rstrip("/")
        self._api = FacebookAdsApi(session)
        self._account = f"act_{account.ad_account.removeprefix('act_')}"

    @property
    def platform(self) -> Platform:
        """Meta."""
        return Platform.META

    @property
    def capabilities(self) -> Capabilities:
        """Meta says at once which rows it could read; matching goes on unseen."""
        return Capabilities(max_rows=MAX_ROWS, settles_at_once=True, names_refused_rows=True)

    def ensure_list(self, neutral_name: str, audience_id: UUID) -> ListRef:
        """Find the audience by its name, else make it; the terms are looked at before making."""
        del audience_id  # Meta has no field for it; the neutral name is as unique.
        if found := self._named(neutral_name):
            return found
        self._require_terms()
        try:
            answer = self._call(
                "POST",
                (self._account, "customaudiences"),
                {
                    "name": neutral_name,
                    "subtype": "CUSTOM",
                    "customer_file_source": "USER_PROVIDED_ONLY",
                },
            )
        except StopAndLook as error:
            # Somebody else made it between our look and our call.
            found = self._named(neutral_name) if error.code.startswith(str(NAME_TAKEN)) else None
            if found is None:
                raise
            return found
        return ListRef(_text(answer, "id"))

    def status(self, list_ref: ListRef) -> ListStatus:
        """Read the audience's state; sizes are lower bounds, none while Meta does not know."""
        fields = "id,operation_status,approximate_count_lower_bound"
        try:
            answer = self._call("GET", (list_ref,), {"fields": fields})
        except StopAndLook as error:
            if error.list_gone:
                return ListStatus(state=ListState.GONE, note=error.reason)
            raise
        size = answer.get("approximate_count_lower_bound", -1)
        return ListStatus(
            state=_state_of(answer.get("operation_status")),
            size=size if isinstance(size, int) and size >= 0 else None,
        )

    def send(self, batch: Batch) -> Receipt:
        """Post the rows; a removal is a POST too, since as a DELETE it would be the address."""
        refused = {row.subject: fault for row in batch.rows if (fault := fault_of(row))}
        rows = [row for row in batch.rows if row.subject not in refused]
        if not rows:
            return Receipt(
                operation=batch.operation, reference="", taken=len(batch.rows), refused=refused
            )
        params: dict[str, Any] = {"payload": _payload(rows)}
        if batch.operation is Operation.REMOVE:
            params["method"] = "DELETE"
        answer = self._call("POST", (batch.list_ref, "users"), params)
        received, invalid = answer.get("num_received"), answer.get("num_invalid_entries", 0)
        if received != len(rows) or not isinstance(invalid, int):
            reason = "Meta did not confirm as many rows as were sent."
            raise UnknownAnswer(reason, code=f"num_received {received} of {len(rows)}")
        named = dict(_named_refusals(answer.get("invalid_entry_samples"), rows))
        unnamed = max(0, invalid - len(named))
        return Receipt(
            operation=batch.operation,
            reference=str(answer.get("session_id", "")),
            taken=len(batch.rows),
            refused=refused | named,
            unnamed={_INVALID: unnamed} if unnamed else {},
        )

    def check(self, receipt: Receipt) -> Outcome:
        """Read the outcome off the receipt: Meta tells with the answer what it could not read."""
        refusals = len(receipt.refused) + sum(receipt.unnamed.values())
        return Outcome(
            settled=receipt.taken - refusals, refused=receipt.refused, unnamed=receipt.unnamed
        )

    def _named(self, name: str) -> ListRef | None:
        after: str | None = None
        while True:
            params = {"fields": "id,name", "limit": _PAGE} | ({"after": after} if after else {})
            answer = self._call("GET", (self._account, "customaudiences"), params)
            for one in answer.get("data", ()):
                if one.get("name") == name:
                    return ListRef(_text(one, "id"))
            paging = answer.get("paging", {})
            after = paging.get("cursors", {}).get("after")
            if not after or "next" not in paging:
                return None

    def _require_terms(self) -> None:
        answer = self._call("GET", (self._account,), {"fields": "tos_accepted"})
        accepted = answer.get("tos_accepted") or {}
        if not accepted.get("custom_audience_tos"):
            raise CallAPerson(TERMS, code="custom_audience_tos")

    def _call(self, method: str, path: Sequence[str], params: Mapping[str, Any]) -> dict[str, Any]:
        try:
            response = self._api.call(method, tuple(path), params=dict(params))
        except FacebookRequestError as error:
            # Its text holds the rows that were sent, so it must not be chained into a log.
            raise _translated(error) from None
        except OSError as error:  # The SDK's HTTP library has no other for a broken line.
            reason = "Meta could not be reached."
            raise TryLater(reason, after=SOON, code=type(error).__name__) from None
        except (TypeError, ValueError):
            # The SDK stumbles over answers that are not what it expects.
            raise UnknownAnswer(UNREADABLE, code="unreadable") from None
        return _body(response)


def _body(response: FacebookResponse) -> dict[str, Any]:
    """Return the answer, where it is one: the SDK takes a proxy's page for success."""
    status, body = response.status(), response.json()
    if status == _HTTP_OK and isinstance(body, dict):
        return body
    if isinstance(status, int) and status >= _SERVER_FAULT:
        raise TryLater(TEMPORARY, after=SOON, code=f"HTTP {status}")
    raise UnknownAnswer(UNREADABLE, code=f"HTTP {status}")


def _translated(error: FacebookRequestError) -> PlatformError:
    code, status = error.api_error_code(), error.http_status()
    if code is None and isinstance(status, int) and status >= _SERVER_FAULT:
        return TryLater(TEMPORARY, after=SOON, code=f"HTTP {status}")
    found = meaning_of(code, error.api_error_subcode(), transient=bool(error.api_transient_error()))
    if isinstance(found, TryLater) and (told := _told_to_wait(error.http_headers())):
        return TryLater(found.reason, after=told, code=found.code)
    return found


def _told_to_wait(headers: Mapping[str, str] | None) -> timedelta | None:
    """Read how many minutes Meta wants to be left alone, where its header says so."""
    usage = next(
        (text for name, text in (headers or {}).items() if name.lower() == _USAGE_HEADER), ""
    )
    try:
        entries = [entry for account in json.loads(usage or "{}").values() for entry in account]
        minutes = max((int(one["estimated_time_to_regain_access"]) for one in entries), default=0)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return timedelta(minutes=minutes) if minutes else None


_USAGE_HEADER = "x-business-use-case-usage"


def _payload(rows: Sequence[Row]) -> dict[str, Any]:
    return {"schema": list(_SCHEMA), "data": [[row.email, row.phone] for row in rows]}


def _named_refusals(samples: object, rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """Turn Meta's samples of bad rows back into subjects.

    Samples come as a mapping of row text to reason, or as a bare list of rows.
    """
    texts: Counter[str] = Counter()
    if isinstance(samples, Mapping):
        texts.update(str(text) for text in samples)
    elif isinstance(samples, list):
        texts.update(one if isinstance(one, str) else json.dumps(one) for one in samples)
    if not texts:
        return
    by_keys = {(row.email, row.phone): row.subject for row in rows}
    for text in texts:
        subject = by_keys.get(_keys_in(text))
        if subject is not None:
            yield subject, MALFORMED_KEY


def _keys_in(text: str) -> tuple[str, str]:
    try:
        cells = json.loads(text)
    except ValueError:
        return "", ""
    match cells:
        case [str() as email, str() as phone]:
            return email, phone
        case _:
            return "", ""


def _state_of(status: object) -> ListState:
    code = status.get("code") if isinstance(status, Mapping) else None
    if code == _FLAGGED:
        return ListState.FLAGGED
    return ListState.BUSY if code in _BUSY else ListState.READY


def _text(answer: Mapping[str, Any], field: str) -> str:
    value = answer.get(field)
    if not value:
        reason = "Meta's answer lacks what it should have."
        raise UnknownAnswer(reason, code=field)
    return str(value)
