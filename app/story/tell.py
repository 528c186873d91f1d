"""The demo's story: what one shopper says goes down the whole road, and back when they withdraw.

Every stop is checked against what the product itself shows from outside: the gateway's answers, the
command line's JSON, and the lists that arrived on the sandbox platforms.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

from app.chat import Conversation
from app.refusals import StoryFailed
from app.wiring import Parts

FOLDER = Path(__file__).parent
AUDIENCES = ("dry_skin.json", "cart_abandoned.json")
EMAIL = "Zoe.Miller+shop@Gmail.com"
# The two platforms normalise the same address differently.
ON_META = sha256(b"zoe.miller+shop@gmail.com").hexdigest()
ON_GOOGLE = sha256(b"zoemiller@gmail.com").hexdigest()
OPENING = (
    "hiya! my cheeks have been sooo dry and flaky since november, not oily at all. "
    "my mum has rosacea btw. anything fragrance free under $40?"
)
AGREE = '/affirm{"purposes":"advice,ads_meta,ads_google"}'
WITHDRAW = '/privacy_request{"withdraw":"ads_meta"}'
QUIET_FOR = timedelta(minutes=61)
LATER = timedelta(minutes=65)
Json = dict[str, Any]


@dataclass
class Story:
    """The story and where it stands; `tell` prints a line."""

    parts: Parts
    tell: Callable[[str], None]
    stop: str = ""
    subject: str = ""
    names: list[str] = field(default_factory=list)
    advised: list[Json] = field(default_factory=list)

    def run(self) -> None:
        """Tell it all.

        Raises:
            StoryFailed: at the first stop where the product does not do what it should.
        """
        self._define_audiences()
        with Conversation.begin(self.parts.settings.web_url) as talk:
            self._talk(talk)
            self.subject = talk.subject
            self._know(talk.subject)
            self._group()
            self._deliver(QUIET_FOR)
            self._arrive()
            self._keep_the_mother_out()
            self._withdraw(talk)
        self._leave_meta_only()
        self.tell("")
        self.tell("The story held at every stop.")

    def _define_audiences(self) -> None:
        self._at("audiences/", "a marketer defines two audiences and approves them")
        for name in AUDIENCES:
            made = self._candor("audiences", "create", str(FOLDER / name))
            self._candor("audiences", "approve", made["name"])
            self.names.append(made["name"])
            self.tell(f"      {made['name']}: {made['in_words']}")

    def _talk(self, talk: Conversation) -> None:
        self._at("bot/", "hears what the shopper says")
        self._say(talk, OPENING)
        self._at("actions/", "asks for consent, then remembers and advises")
        self._say(talk, AGREE)
        self._say(talk, f"my email is {EMAIL}")
        self._say(talk, "yes")
        if not self.advised:
            self._say(talk, "so what do you recommend for me?")
        self._check(bool(self.advised), "the advisor showed no product")
        self._check(
            all(product["reasons"] for product in self.advised),
            "a product was shown without reason",
        )
        chosen = self.advised[0]
        product, sku = chosen["product_id"], chosen["sku"]
        added = self._say(
            talk, f'/add_to_cart{{"product_id":"{product}","sku":"{sku}","quantity":"1"}}'
        )
        self._check(any(one.get("cart") for one in added), "the product is not in the cart")

    def _know(self, subject: str) -> None:
        self._at("profiles/", "knows the subject")
        known = self._candor("subjects", "show", subject)
        for one in known["disclosures"]:
            shown = f"{one['type']}:{one['value']} {one['polarity']} ({one['holder']})"
            self.tell(f"      {shown:<46} “{one['span']}”")
        said = {(one["type"], one["value"], one["holder"]) for one in known["disclosures"]}
        self._check(
            any(value == "dryness" and holder == "self" for _, value, holder in said),
            "the shopper's own dryness was not recorded",
        )
        self._check(("concern", "rosacea", "other:mom") in said, "whose rosacea it is was lost")
        self._check(("concern", "rosacea", "self") not in said, "the mother's became the shopper's")
        self._check(
            [one["shown"] for one in known["contact_points"]] == ["z***@g***.com"],
            "the e-mail address is not kept, or not masked",
        )

    def _group(self) -> None:
        self._at("audiences/", "groups, an hour and a minute later")
        refreshed = self._candor("audiences", "refresh", now=QUIET_FOR)
        for one in (one for one in refreshed if one["name"] in self.names):
            self.tell(f"      {one['name']}: {one['size']} in it, {one['joined']} joined")
        for name in self.names:
            explained = self._candor("audiences", "explain", name, self.subject, now=QUIET_FOR)
            self._check(explained["member"], f"the shopper is not in {name!r}")

    def _deliver(self, after: timedelta) -> None:
        self._at("adsync/", "sends the difference")
        for run in self._candor("sync", "run", now=after)["runs"]:
            counts = ", ".join(
                f"{run[name]} {name}"
                for name in ("planned", "sent", "settled", "refused", "unresolved")
            )
            self.tell(f"      {run['audience']} to {run['destination']}: {counts}")

    def _arrive(self) -> None:
        self._at("adsync/sandbox/", "shows what arrived on the platforms")
        for platform, digest in (("meta", ON_META), ("google", ON_GOOGLE)):
            holding = self._lists_holding(platform, digest)
            self.tell(f"      {platform}: {digest[:12]}… on {', '.join(holding) or 'no list'}")
            self._check(
                len(holding) == len(self.names),
                f"{platform} has the shopper on {len(holding)} lists",
            )

    def _keep_the_mother_out(self) -> None:
        self._at("adsync/policy.py", "has let nothing of the mother's rosacea leave")
        sent = json.dumps(self.requests()).lower()
        told = [word for word in ("rosacea", "dry", "skin", "abandon") if word in sent]
        self._check(not told, f"what was sent says {', '.join(told)}")
        for listed in self._candor("audiences", "list"):
            self._check("rosacea" not in json.dumps(listed), "an audience names rosacea")

    def _withdraw(self, talk: Conversation) -> None:
        self._at("actions/", "takes back consent to Meta, and to Meta only")
        self._say(talk, WITHDRAW)

    def _leave_meta_only(self) -> None:
        self._deliver(LATER)
        self._at("adsync/sandbox/", "shows who is left")
        on_meta = self._lists_holding("meta", ON_META)
        on_google = self._lists_holding("google", ON_GOOGLE)
        self.tell(f"      meta: {len(on_meta)} lists, google: {len(on_google)} lists")
        self._check(not on_meta, "Meta still holds the shopper")
        self._check(len(on_google) == len(self.names), "Google lost the shopper")

    def _say(self, talk: Conversation, text: str) -> list[Json]:
        self.tell(f"      shopper: {text}")
        answers = talk.say(text)
        for answer in answers:
            if answer.get("text"):
                self.tell(f"      advisor: {answer['text']}")
            for product in answer.get("products") or ():
                why = product["reasons"][0]
                self.tell(f"               {product['title']}, {product['price']}: {why['fact']}")
                self.advised.append(product)
        self._check(bool(answers), "the advisor said nothing")
        return answers

    def _lists_holding(self, platform: str, digest: str) -> list[str]:
        return [one["name"] for one in self.lists()[platform] if digest in json.dumps(one)]

    def lists(self) -> Mapping[str, list[Json]]:
        """Return what each sandbox platform holds, by platform."""
        held: Mapping[str, list[Json]] = self._sandbox("/sandbox/lists")
        return held

    def requests(self) -> list[Json]:
        """Return every request that arrived on the sandbox platforms."""
        arrived: list[Json] = self._sandbox("/sandbox/requests")
        return arrived

    def _sandbox(self, path: str) -> Any:  # noqa: ANN401 - JSON
        host, port = self.parts.settings.sandbox_address
        return httpx.get(f"http://{host}:{port}{path}").raise_for_status().json()

    def _candor(self, *words: str, now: timedelta = timedelta()) -> Any:  # noqa: ANN401 - JSON
        """Run a command as a person would, and read its JSON."""
        moment = (self.parts.clock() + now).isoformat()
        command = [sys.executable, "-m", "app.cli", *words, "--json"]
        if now:
            command += ["--now", moment]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        self._check(done.returncode == 0, f"`candor {' '.join(words)}` failed: {done.stderr}")
        return json.loads(done.stdout)

    def _at(self, stop: str, what: str) -> None:
        self.stop = stop
        self.tell("")
        self.tell(f"  {stop:<16} {what}")

    def _check(self, held: bool, otherwise: str) -> None:  # noqa: FBT001 - it reads as a sentence
        if not held:
            message = f"at {self.stop}: {otherwise}"
            raise StoryFailed(message)
