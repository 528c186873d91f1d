"""The explicit list of actions, each guarded, and the server that Rasa calls."""

import warnings
from collections.abc import Mapping

from rasa_sdk.executor import ActionExecutor

from actions.advise import give_advice, note_needs
from actions.answers import contact_named, privacy_asked, take_no, take_yes, with_contact
from actions.capture import capture
from actions.cart import add_to_cart, change_cart, link_checkout, show_cart
from actions.confirming import with_doubts, with_outcome
from actions.dependencies import Dependencies
from actions.describe import compare_products, describe_product
from actions.explain import explain_advice
from actions.guard import Guarded, Purpose
from actions.skincare import explain_skincare
from actions.talk import (
    advise_doctor,
    correct_record,
    decline_topic,
    greet_shopper,
    respect_refusal,
    take_criticism,
    take_praise,
)

CAPTURE = "action_validate_slot_mappings"

PURPOSES: Mapping[str, Purpose] = {
    "action_greet_shopper": with_doubts(with_contact(greet_shopper)),
    "action_take_yes": with_doubts(take_yes),
    "action_take_no": with_doubts(take_no),
    "action_note_needs": with_doubts(with_contact(note_needs)),
    "action_give_advice": with_doubts(with_contact(give_advice)),
    "action_describe_product": with_doubts(describe_product),
    "action_explain_skincare": with_doubts(explain_skincare),
    "action_explain_advice": with_doubts(explain_advice),
    "action_compare_products": with_doubts(compare_products),
    "action_add_to_cart": with_outcome(add_to_cart),
    "action_change_cart": with_outcome(change_cart),
    "action_show_cart": with_outcome(show_cart),
    "action_link_checkout": with_outcome(link_checkout),
    "action_take_praise": with_doubts(take_praise),
    "action_take_criticism": with_doubts(take_criticism),
    "action_correct_record": with_doubts(correct_record),
    "action_respect_refusal": with_outcome(respect_refusal),
    "action_take_contact": with_doubts(contact_named),
    "action_answer_privacy": with_outcome(privacy_asked),
    "action_advise_doctor": with_outcome(advise_doctor),
    "action_decline_topic": with_outcome(decline_topic),
}


def executor(dependencies: Dependencies) -> ActionExecutor:
    """Return an executor that knows every action of ours, and nothing found by scanning."""
    known = ActionExecutor()
    # A capture that failed stays silent: the gateway then takes the turn as failed and sends it
    # again, where an apology would look like an answer.
    known.register_action(
        Guarded(action=CAPTURE, purpose=capture, dependencies=dependencies, apology="")
    )
    for name, purpose in PURPOSES.items():
        known.register_action(Guarded(action=name, purpose=purpose, dependencies=dependencies))
    return known


def serve(dependencies: Dependencies, host: str, port: int) -> None:
    """Serve the actions on a private address until the process is told to end."""
    with warnings.catch_warnings():
        # rasa-sdk imports packages that warn of their own age; it is nothing a shop can act on.
        warnings.simplefilter("ignore")
        from rasa_sdk.endpoint import create_app  # noqa: PLC0415 - inside, for the warnings' sake
    app = create_app(executor(dependencies), cors_origins=None)
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)
