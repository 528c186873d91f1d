"""The chat gateway: what the widget talks to, and the only one that talks to Rasa.

It holds conversations, limits, repeats and time-outs, and answers even where Rasa does not. What a
message discloses is recorded by the bot's actions; the gateway only makes sure that they did.

Adding to the cart from a product card is recorded here and not said to the bot: the card names the
exact product, so there is nothing to understand, and a cart must work while the advisor rests. The
bot reads the same cart from the record whenever it speaks of it.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

import httpx
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Header, HTTPException, Request
from pydantic import BaseModel, Field

from app import gateway_record as record
from app.gateway_answers import Answered, CartShown, ConsentAsked, answers_of, was_heard
from app.gateway_limits import Buckets, Rate
from app.gateway_rasa import Failure, Message, TurnFailed, rasas_answers
from app.gateway_repeats import WorkOnce
from app.gateway_tokens import Conversation, ConversationOver, ConversationTokens
from app.gateway_words import GatewayWords
from kit.clock import Clock
from kit.ids import NewId
from kit.log import logger
from profiles.model import ConversationId

MAX_TEXT = 2_000
MAX_BODY_BYTES = 64 * 1024
PATIENCE = timedelta(seconds=9)  # a shopper hears from us within 10 s, with time left to travel
CONVERSATION_LIFETIME = timedelta(hours=24)
A_SHOPPERS_PACE = Rate(burst=10, per_minute=30)
AN_ADDRESS_PACE = Rate(burst=60, per_minute=300)

_CONVERSATIONS_KNOWN = 50_000

_log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayParts:
    """What the gateway is made of.

    `wording` is the newest wording of the consent question, for pages that show it before the bot
    asks; `checkout_url` is where the shop checks out a cart. `conversation_rate` and `address_rate`
    limit one conversation and one client address.
    """

    engine: sa.Engine
    clock: Clock
    new_id: NewId
    rasa: httpx.AsyncClient
    tokens: ConversationTokens
    words: GatewayWords
    wording: ConsentAsked
    currency: str
    checkout_url: str
    conversation_rate: Rate = A_SHOPPERS_PACE
    address_rate: Rate = AN_ADDRESS_PACE
    patience: timedelta = PATIENCE


class Context(BaseModel):
    """Where a conversation begins; only the language is used so far."""

    language: str = Field("en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


class NewConversation(BaseModel):
    """What a page sends to begin."""

    anonymous_id: str | None = Field(None, min_length=1, max_length=128, pattern=r"^[!-~]+$")
    context: Context = Context()


class Begun(BaseModel):
    """A new conversation: its token, whose it is, and what to show first."""

    conversation: str
    subject: str
    anonymous_id: str
    consent: Mapping[str, str]
    greeting: list[Answered]
    wording: ConsentAsked


MessageIdText = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$")]
Token = Annotated[str, Field(max_length=1024)]


class Sent(BaseModel):
    """One message of a shopper; the same `message_id` again is the same message."""

    conversation: Token
    message_id: MessageIdText
    text: str = Field(min_length=1, repr=False)


class Turn(BaseModel):
    """The advisor's answers; where `resting`, the message was not heard and should come again."""

    answers: list[Answered]
    resting: bool
    subject: str
    consent: Mapping[str, str]


class Click(BaseModel):
    """A product card was opened."""

    conversation: Token
    product_id: str = Field(max_length=255)
    message_id: MessageIdText | None = None


class CartChange(BaseModel):
    """So many more of one product; fewer, where `quantity` is negative."""

    conversation: Token
    message_id: MessageIdText
    product_id: str = Field(max_length=255)
    sku: str = Field("", max_length=255)
    quantity: int = Field(1, ge=-99, le=99)


class CartAnswer(BaseModel):
    """The cart as it stands now; none where nothing was put into it yet."""

    cart: CartShown | None


class Recorded(BaseModel):
    """Whether this was new; a repeat changes nothing."""

    recorded: bool


class _Gateway:
    """The parts, and what is kept in memory between two messages."""

    def __init__(self, parts: GatewayParts) -> None:
        self.parts = parts
        self._turns: WorkOnce[tuple[str, str], Turn] = WorkOnce()
        self._by_conversation = Buckets(parts.conversation_rate)
        self._by_address = Buckets(parts.address_rate)
        self._talked: set[ConversationId] = set()

    def pace(self, conversation_id: str | None, request: Request) -> None:
        """Let this call pass.

        Raises:
            HTTPException: 429 where the conversation or the address talks too fast.
        """
        now = self.parts.clock()
        address = request.client.host if request.client else ""
        waits = [self._by_address.take(address, now)]
        if conversation_id is not None:
            waits.append(self._by_conversation.take(conversation_id, now))
        if (wait := max(waits)) > timedelta():
            raise _too_fast(wait)

    def conversation(self, token: str) -> Conversation:
        """Return the conversation of a token.

        Raises:
            HTTPException: 401 where it is over.
        """
        with _told_to_pages():
            return self.parts.tokens.read(token, self.parts.clock())

    async def answer(self, conversation: Conversation, message: Message) -> Turn:
        """Answer a message within the shopper's patience, whatever happens behind us."""
        work = self._turns.once(
            (conversation.id, message.id), lambda: self._turn(conversation, message)
        )
        done, _ = await asyncio.wait({work}, timeout=self.parts.patience.total_seconds())
        if not done:
            return self._resting(conversation, Failure.SLOW)
        match work.exception():
            case None:
                return work.result()
            case TurnFailed() as failure:
                return self._resting(conversation, failure.failure)
            case ConversationOver() as over:
                raise _over() from over
            case error:
                return self._resting(conversation, type(error).__name__)

    def too_long(self, conversation: Conversation) -> Turn:
        """Answer a message that is longer than we read, without sending it on."""
        return self._told(conversation, self.parts.words.too_long, resting=False)

    async def _turn(self, conversation: Conversation, message: Message) -> Turn:
        now = self.parts.clock()
        await asyncio.to_thread(self._note_talk, conversation, now)
        items = await rasas_answers(self.parts.rasa, conversation, message, now)
        if not was_heard(items):
            raise TurnFailed(Failure.UNHEARD)
        return Turn(
            answers=answers_of(items),
            resting=False,
            subject=str(conversation.subject),
            consent=await asyncio.to_thread(record.consents, self.parts.engine, conversation),
        )

    def _note_talk(self, conversation: Conversation, now: datetime) -> None:
        engine = self.parts.engine
        if conversation.id in self._talked:
            record.is_open(engine, conversation)
            return
        record.talked(engine, conversation, now)
        if len(self._talked) >= _CONVERSATIONS_KNOWN:
            self._talked.clear()  # recording once more is harmless: it is known as a repeat
        self._talked.add(conversation.id)

    def _resting(self, conversation: Conversation, reason: str) -> Turn:
        _log.warning("turn_failed", conversation_id=conversation.id, reason=reason)
        return self._told(conversation, self.parts.words.resting, resting=True)

    def _told(self, conversation: Conversation, text: str, *, resting: bool) -> Turn:
        subject = str(conversation.subject)
        answers = [Answered(text=text)]
        return Turn(answers=answers, resting=resting, subject=subject, consent={})


def routes(parts: GatewayParts) -> APIRouter:
    """Return the endpoints under `/chat`; `SharedWithShops` says whose pages may call them."""
    router = APIRouter(prefix="/chat", tags=["chat"])
    gateway = _Gateway(parts)
    _talking(router, gateway)
    _carting(router, gateway)
    return router


def _talking(router: APIRouter, gateway: _Gateway) -> None:
    parts = gateway.parts

    @router.post("/conversations")
    async def begin(asked: NewConversation, request: Request) -> Begun:
        """Begin a conversation, for a visitor known by `anonymous_id` or for a new one."""
        gateway.pace(None, request)
        now = parts.clock()
        anonymous_id = asked.anonymous_id or str(parts.new_id())
        standing = await asyncio.to_thread(record.standing, parts.engine, anonymous_id, now)
        conversation = Conversation(
            id=ConversationId(parts.new_id().hex),
            subject=standing.subject,
            anonymous_id=anonymous_id,
            language=asked.context.language,
        )
        return Begun(
            conversation=parts.tokens.issue(conversation, now),
            subject=str(standing.subject),
            anonymous_id=anonymous_id,
            consent=standing.consent,
            greeting=parts.words.welcome(),
            wording=parts.wording,
        )

    @router.post("/messages")
    async def say(sent: Sent, request: Request) -> Turn:
        """Answer one message of the shopper, within 10 seconds."""
        conversation = gateway.conversation(sent.conversation)
        gateway.pace(conversation.id, request)
        if len(sent.text) > MAX_TEXT:
            return gateway.too_long(conversation)
        return await gateway.answer(conversation, Message(id=sent.message_id, text=sent.text))

    @router.post("/clicks")
    async def click(clicked: Click, request: Request) -> Recorded:
        """Take note that a product card was opened: the shopper considers the product."""
        conversation = gateway.conversation(clicked.conversation)
        gateway.pace(conversation.id, request)
        with _told_to_pages():
            new = await asyncio.to_thread(
                record.considered, parts.engine, conversation, clicked.product_id, parts.clock()
            )
        return Recorded(recorded=new)


def _carting(router: APIRouter, gateway: _Gateway) -> None:
    parts = gateway.parts
    shown = record.CartView(currency=parts.currency, checkout_url=parts.checkout_url)

    def of_header(authorization: Annotated[str, Header()] = "") -> Conversation:
        return gateway.conversation(authorization.removeprefix("Bearer "))

    @router.get("/cart")
    async def cart(conversation: Annotated[Conversation, Depends(of_header)]) -> CartAnswer:
        """Return the open cart; the conversation comes as a bearer token, never in the address."""
        with _told_to_pages():
            found = await asyncio.to_thread(record.cart, parts.engine, conversation, shown)
        return CartAnswer(cart=found)

    @router.post("/cart")
    async def change_cart(change: CartChange, request: Request) -> CartAnswer:
        """Put a product into the cart, or take some out, as a deed of the conversation."""
        conversation = gateway.conversation(change.conversation)
        gateway.pace(conversation.id, request)
        wish = record.CartWish(
            product_id=change.product_id,
            sku=change.sku,
            quantity=change.quantity,
            message_id=change.message_id,
        )
        with _told_to_pages():
            await asyncio.to_thread(
                record.change_cart, parts.engine, conversation, wish, parts.clock()
            )
            found = await asyncio.to_thread(record.cart, parts.engine, conversation, shown)
        return CartAnswer(cart=found)


@contextmanager
def _told_to_pages() -> Iterator[None]:
    """Turn what the record refuses into what a page is told."""
    try:
        yield
    except ConversationOver as error:
        raise _over() from error
    except record.CannotBeBought as error:
        raise _refused(HTTPStatus.CONFLICT, error.code, error.words) from error


def _refused(status: HTTPStatus, code: str, message: str) -> HTTPException:
    return HTTPException(status, detail={"code": code, "message": message})


def _over() -> HTTPException:
    return _refused(
        HTTPStatus.UNAUTHORIZED, "conversation_over", "This conversation is over: begin a new one."
    )


def _too_fast(wait: timedelta) -> HTTPException:
    seconds = max(1, round(wait.total_seconds() + 0.5))
    error = _refused(HTTPStatus.TOO_MANY_REQUESTS, "too_fast", "One moment, please.")
    error.headers = {"Retry-After": str(seconds)}
    return error
