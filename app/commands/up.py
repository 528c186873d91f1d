"""`candor up`: everything a shop runs, together."""

from app import stack
from app.output import tell
from app.processes import running, stay_until_interrupted
from app.settings import load_settings
from kit.folders import data_folder


def up() -> None:
    """Start Rasa, the actions, the web process and the worker together."""
    settings = load_settings()
    programs = [
        *stack.bot_and_actions(settings, {}),
        stack.web(settings, {}),
        stack.worker({}),
    ]
    with running(programs, data_folder() / "logs", tell):
        tell(f"Candor is up: {settings.web_url}/console")
        stay_until_interrupted(tell)
