"""The house's own rules that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "actions", "adsync", "audiences", "profiles", "catalogue", "kit", "bot", "tests")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if ".venv" not in path.parts and "node_modules" not in path.parts:
                yield path


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_and_its_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    long_functions = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
        and not is_a_list_of_routes(node)
    ]

    assert len(text.splitlines()) <= LONGEST_MODULE
    assert long_functions == []


def is_a_list_of_routes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A function that only declares endpoints is as long as its list; each is measured alone."""
    return function.name == "routes"


def test_init_files_are_empty() -> None:
    full = [path for path in modules() if path.name == "__init__.py" and path.read_text().strip()]

    assert full == []


def test_every_decision_record_stands_in_the_index() -> None:
    index = (ROOT / "docs/adr/README.md").read_text()
    pages = sorted(path.name for path in (ROOT / "docs/adr").glob("0*.md"))

    assert pages
    assert [name for name in pages if f"({name})" not in index] == []


def test_links_between_pages_of_the_docs_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
        if not (page.parent / target).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("lock", ["requirements.lock", "bot/requirements.lock", "web/node.lock"])
def test_a_lock_has_a_digest_for_everything_and_names_no_server(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pinned = re.findall(r"^\S+==\S+", text, flags=re.MULTILINE)

    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
