"""Lays out what Rasa trains the bot of a vertical from: `python -m bot.vertical shoes out`.

The bot of a vertical is the shared one with its data changed, and never its code: its vocabulary in
place of the shared one, its intents' examples in place of those of the same name and beside the
others, the shared examples without those that speak of another shop, and its responses over the
shared ones. The intents of the messages that teach its hearing stand beside its examples.
`docs/verticals.md` says what a vertical's folder holds.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
_VERTICALS = Path("nlu_data/verticals")
_SHARED_VOCABULARY = "nlu_data/vocabulary.yml"
_DOMAIN = ROOT / "bot/domain"
_EVERY_OTHER = "*"
_TEACHING = Path("messages/teaching")


class VerticalIncomplete(Exception):
    """A vertical lacks a file; the message names it."""


def lay_out(vertical: str, folder: Path) -> None:
    """Write `config.yml`, `domain/` and `intents/` of a vertical into an empty folder.

    Raises:
        VerticalIncomplete: where it has no vocabulary.
    """
    shared = vertical == _read(ROOT / _SHARED_VOCABULARY)["vertical"]
    own = ROOT / ("nlu_data" if shared else _VERTICALS / vertical)
    vocabulary = own.relative_to(ROOT) / "vocabulary.yml"
    if not (ROOT / vocabulary).exists():
        message = f"vertical {vertical!r} needs {vocabulary}"
        raise VerticalIncomplete(message)
    config = (ROOT / "config.yml").read_text(encoding="utf-8")
    _write(folder / "config.yml", config.replace(_SHARED_VOCABULARY, vocabulary.as_posix()))
    _lay_out_domain(own, _read(ROOT / vocabulary), folder / "domain")
    _lay_out_intents(own / "intents", _left_out(own), folder / "intents")
    _lay_out_messages(own / _TEACHING, folder / "intents")


def _lay_out_domain(own: Path, vocabulary: dict[str, Any], folder: Path) -> None:
    """Copy the shared domain, with the vertical's types of traits and its responses."""
    shared_types = _read(ROOT / _SHARED_VOCABULARY).get("own_types", [])
    for path in sorted(_DOMAIN.glob("*.yml")):
        domain = _read(path)
        if "entities" in domain:
            kept = [name for name in domain["entities"] if name not in shared_types]
            domain["entities"] = [*vocabulary.get("own_types", []), *kept]
        if "responses" in domain and (own / "responses.yml").exists():
            domain["responses"].update(_read(own / "responses.yml")["responses"])
        _write(folder / path.name, yaml.safe_dump(domain, allow_unicode=True, sort_keys=False))


def _lay_out_intents(own: Path, left_out: dict[str, re.Pattern[str]], folder: Path) -> None:
    replaced = {path.name for path in own.glob("*.yml")}
    for path in sorted((ROOT / "nlu_data/intents").glob("*.yml")):
        if path.name not in replaced:
            _write(folder / path.name, _without(path, left_out))
    for path in sorted(own.glob("*.yml")):
        _write(folder / path.name, path.read_text(encoding="utf-8"))


def _lay_out_messages(teaching: Path, folder: Path) -> None:
    """Write the intents of the messages that teach hearing, where there are any, as examples."""
    examples: dict[str, list[str]] = {}
    for message in _labelled(teaching):
        if message.get("intent"):
            examples.setdefault(message["intent"], []).append(" ".join(message["text"].split()))
    if examples:
        groups = [
            {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
            for intent, texts in sorted(examples.items())
        ]
        data = {"version": "3.1", "nlu": groups}
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)
        _write(folder / "of_messages.yml", text)


def _labelled(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _left_out(own: Path) -> dict[str, re.Pattern[str]]:
    """For each intent, what its shared examples may not hold; under `*` for every other one."""
    path = own / "shared_examples.yml"
    lists = _read(path)["leave_out"] if path.exists() else {}
    return {
        intent: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
        for intent, words in lists.items()
    }


def _without(path: Path, left_out: dict[str, re.Pattern[str]]) -> str:
    """The examples of a shared file as Rasa reads them, without those that are left out."""
    data = _read(path)
    for group in data["nlu"]:
        unwanted = left_out.get(group["intent"], left_out.get(_EVERY_OTHER))
        lines: list[str] = group["examples"].splitlines()
        kept = [line for line in lines if unwanted is None or not unwanted.search(line)]
        group["examples"] = "".join(f"{line}\n" for line in kept)
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000))


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    lay_out(sys.argv[1], Path(sys.argv[2]))
