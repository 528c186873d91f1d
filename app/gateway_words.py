"""The few words the gateway says itself, read from a file for each vertical in `app/words`.

The bot's own words live with the bot; these are for when it has not been asked yet, or is away.
"""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from app.gateway_answers import Answered, QuickReply

_FOLDER = Path(__file__).parent / "words"


class GatewayWords(BaseModel):
    """Greeting, its openers (messages a shopper may begin with), and what is said in trouble.

    `shop`, `headline` and `promise` stand on the pages of the demo's shop.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    shop: str = ""
    headline: str = ""
    promise: str = ""
    greeting: str
    openers: tuple[str, ...] = ()
    resting: str
    too_long: str

    def welcome(self) -> list[Answered]:
        """Return the answers a conversation opens with."""
        replies = tuple(QuickReply(title=opener, payload=opener) for opener in self.openers)
        return [Answered(text=self.greeting, quick_replies=replies)]


def load_words(vertical: str, folder: Path = _FOLDER) -> GatewayWords:
    """Read the words of a vertical such as `skincare`.

    Raises:
        FileNotFoundError: where there is no file of that name.
        pydantic.ValidationError: naming what is missing or unknown in it.
    """
    return GatewayWords.model_validate(yaml.safe_load((folder / f"{vertical}.yml").read_text()))
