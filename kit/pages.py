"""Server-rendered pages: a page function builds one frozen view, and the template prints it.

Every package keeps its templates in a folder of its own; they all extend `page.html` of this
package, which knows no domain word: the navigation is handed in by whoever composes the pages.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kit.words import count_in_words, moment_in_words, money_in_words

_OWN_TEMPLATES = Path(__file__).parent / "templates"
CSRF_FIELD = "csrf"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation; `path` is also the prefix of the pages below it."""

    title: str
    path: str


class FormForged(Exception):
    """A form came without the token its page was given: it was not sent from our page."""


class Pages:
    """Prints views through templates.

    Args:
        folders: where packages keep their templates, first match wins.
        navigation: the entries on top of every page.
        person: gives the name of the person logged in at this request, or None.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        navigation: Sequence[NavItem],
        person: Callable[[Request], str | None],
    ) -> None:
        """Prepare one template environment; every value is escaped, every unknown name fails."""
        loader = FileSystemLoader([*folders, _OWN_TEMPLATES])
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        self._templates.filters["moment"] = moment_in_words
        self._templates.filters["money"] = money_in_words
        self._templates.filters["count"] = count_in_words
        self._navigation = tuple(navigation)
        self._person = person

    def render(
        self, template: str, view: object, request: Request, status: int = 200
    ) -> HTMLResponse:
        """Return the page; in the template the view is `view`, and `csrf` goes into each form."""
        html = self._templates.get_template(template).render(
            view=view,
            request=request,
            navigation=self._navigation,
            person=self._person(request),
            csrf=csrf_token(request),
        )
        return HTMLResponse(html, status_code=status)


def csrf_token(request: Request) -> str:
    """Return the token of this browser session, made at its first page."""
    token = request.session.get(CSRF_FIELD)
    if not isinstance(token, str):
        token = secrets.token_urlsafe(24)
        request.session[CSRF_FIELD] = token
    return token


async def form_from_our_page(request: Request) -> None:
    """Guard a form's endpoint: `dependencies=[Depends(form_from_our_page)]`.

    Raises:
        FormForged: where the form's hidden field `csrf` is not the session's token.
    """
    form = await request.form()
    given, expected = str(form.get(CSRF_FIELD, "")), str(request.session.get(CSRF_FIELD, ""))
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise FormForged
