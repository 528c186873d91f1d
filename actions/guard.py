"""The frame around every purpose: reads the turn, works off the event loop, and never raises."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dependencies import Dependencies
from actions.reply import Reply, Says
from actions.turn import Turn, turn_of
from kit.log import logger

log = logger(__name__)

APOLOGY = "utter_apology"
Purpose = Callable[[Turn, Dependencies], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded(Action):  # type: ignore[misc]  # rasa-sdk ships no types for its base class
    """One action of Rasa's around one purpose of ours.

    Any error becomes the response `apology` (none where that is empty) and a logged id. The log
    names the kind of error and where it rose, never its message: that may quote a shopper.
    """

    action: str
    purpose: Purpose
    dependencies: Dependencies
    apology: str = APOLOGY

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer one turn with messages and slots."""
        del domain
        try:
            reply = await asyncio.to_thread(self._reply, tracker)
        except Exception as error:  # noqa: BLE001 - a raised error would leave the shopper in silence
            self._apologise(dispatcher, error)
            return []
        _utter(dispatcher, reply)
        slots = dict(reply.keeps)
        if reply.asking:
            slots |= reply.asking.keeps
            slots["question"] = reply.asking.question.as_slot()
        # Rasa tries every event against each kind it knows, and reads all back at each later turn.
        return [
            SlotSet(name, value)
            for name, value in slots.items()
            if tracker.slots.get(name) != value
        ]

    def _reply(self, tracker: Tracker) -> Reply:
        state = tracker.current_state() | {"events": tracker.events}
        turn = turn_of(state, self.dependencies.vocabulary, self.dependencies.clock)
        return self.purpose(turn, self.dependencies)

    def _apologise(self, dispatcher: CollectingDispatcher, error: Exception) -> None:
        incident = secrets.token_hex(4)
        log.error("action_failed", incident=incident, action=self.action, **_where(error))
        if self.apology:
            dispatcher.utter_message(response=self.apology, incident=incident)


def _where(error: Exception) -> dict[str, str]:
    """The kind of an error and the line it rose at."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return {"error": type(error).__name__, "place": place}


def _utter(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    for message in (*reply.messages, *(reply.asking.messages if reply.asking else ())):
        if isinstance(message, Says):
            buttons = [{"title": one.title, "payload": one.payload} for one in message.buttons]
            dispatcher.utter_message(
                response=message.response, buttons=buttons, **dict(message.values)
            )
        else:
            dispatcher.utter_message(json_message=dict(message.payload))
