"""One shopper's cart in one transaction: what is in it, and changes to it as events."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions.turn import Turn
from profiles import service as profiles
from profiles.model import (
    Cart,
    CartLine,
    EventLine,
    EventName,
    NewEvent,
    Origin,
    SubjectNumber,
)


@dataclass(frozen=True, slots=True)
class Till:
    """Where a turn changes the cart; each change is one event, however often it is repeated."""

    session: Session
    number: SubjectNumber
    turn: Turn

    def cart(self) -> Cart | None:
        """The open cart as it stands now; None where none has a line."""
        return profiles.open_cart(self.session, self.number)

    def put(self, line: EventLine, cart: Cart | None) -> None:
        """Put more of a line in; into the open cart, where there is one."""
        self._record(EventName.CARTED, line, cart)

    def take(self, line: CartLine, quantity: int, cart: Cart) -> None:
        """Take some of a line out."""
        self._record(EventName.UNCARTED, as_event_line(line, quantity), cart)

    def _record(self, name: EventName, line: EventLine, cart: Cart | None) -> None:
        turn = self.turn
        profiles.record_event(
            self.session,
            number=self.number,
            now=turn.now,
            event=NewEvent(
                name=name,
                at=turn.now,
                message_id=f"{turn.message_id}:{name}:{line.sku or line.product_id}",
                lines=(line,),
                cart_id=(cart.cart_id if cart else None) or None,
                conversation_id=turn.conversation_id,
                source=Origin.ADVISOR,
            ),
        )


def as_event_line(line: CartLine, quantity: int) -> EventLine:
    """Return a line of a cart as an event tells it."""
    return EventLine(
        product_id=line.product_id, sku=line.sku, price=line.unit_price, quantity=quantity
    )
