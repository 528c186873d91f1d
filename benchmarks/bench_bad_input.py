"""How long hearing takes on what nobody should send and somebody will, beside ordinary messages.

Hearing is all that the bot does with a message before it answers: the vocabulary, the trained
tagger, their weighing, personal data and the intent. It runs in the bot's own Python, which this
file starts. The baseline is ordinary messages, heard in turn with the others in the same run.
"""

import json
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOT_PYTHON = ROOT / "bot/.venv/bin/python"
ROUNDS = 40
LONG = 10_000
# What issue 3 asks of every input, in milliseconds.
BOUND = 500.0

ORDINARY = "ordinary messages (baseline)"
MESSAGES = (
    "my cheeks are flaky but my nose shines by noon",
    "hi! can you help me choose a night cream?",
    "no breakouts these days, just a bit dull",
    "my daughter has eczema and reacts to anything scented",
    "something light with spf, under 30 euros please",
    "does the cleanser have sulfates in it",
    "I am pregnant, so no retinol. I used to love it",
    "where is my parcel, it was due on monday",
    "combination skin, big pores, hate sticky creams, allergic to lanolin",
    "ok thanks, put two of those in my cart",
)
PROSE = (
    "I have tried so many creams over the last years that my shelf looks like a shop. In winter "
    "my face is tight and rough, in summer it shines, and the lines around my eyes are new. My "
    "sister swears by oils, they only gave me spots. I would rather have one good lotion than ten. "
)
TEXTS: Mapping[str, Sequence[str]] = {
    ORDINARY: MESSAGES,
    "empty": ("",),
    "one space": (" ",),
    "prose": (PROSE,),
    "one long word": ("a",),
    "clauses of dry skin": ("my skin is dry and red, no acne, but it stings, ",),
    "one trait again and again": ("dry ",),
    "substances": ("retinol, niacinamide, ",),
    "misspelt words": ("mosturizr wrnkls sensetiv ",),
    "people": ("my mum and her sister's friend hate it. ",),
    "digits": ("1234567890",),
    "numbers": ("12 ", "1,000,", "12-"),
    "budgets": ("under $20 or 30 to 40 euros ",),
    "punctuation": ("?!.,;:", "'", "(-)"),
    "emoji only": ("\N{FIRE}\N{WEARY FACE}\N{NAIL POLISH}",),
    "control characters": ("dry\x00 \x07skin\x1b[31m\u202e oily ",),
    "right-to-left text": ("بشرتي جافة جدا ", "העור שלי יבש מאוד "),
    "combining marks": ("d\u0301\u0302\u0303r\u0304y\u0305 ",),
    "HTML": ("<div onclick=alert(1)>dry skin</div><script>x</script>",),
    "almost an e-mail": ("a.b@c-", "me at "),
}


def sent() -> dict[str, list[str]]:
    """Return the texts of each kind, all but the ordinary and the nearly empty 10,000 long."""
    return {
        kind: list(texts) if kind == ORDINARY or not texts[0].strip() else [*map(lengthened, texts)]
        for kind, texts in TEXTS.items()
    }


def lengthened(text: str) -> str:
    """Repeat a text to 10,000 characters."""
    return (text * LONG)[:LONG]


def heard(texts: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    """Return the milliseconds of every round, by kind."""
    command = [str(BOT_PYTHON), "-W", "ignore", str(ROOT / "benchmarks/hear_texts.py")]
    asked = json.dumps({"rounds": ROUNDS, "texts": texts})
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own command
    spent: dict[str, list[float]] = json.loads(done.stdout)
    return spent


def main() -> None:
    """Print the table and whether the bound is held."""
    print(f"hearing, {ROUNDS} rounds; all but the first three kinds are {LONG:,} characters long\n")
    print(f"{'kind':<32}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    worst: dict[str, float] = {}
    for kind, spent in heard(sent()).items():
        hundredths = statistics.quantiles(spent, n=100, method="inclusive")
        worst[kind] = hundredths[98]
        print(f"{kind:<32}{hundredths[49]:>9.1f}{hundredths[94]:>9.1f}{hundredths[98]:>9.1f}")
    slowest = max(worst, key=lambda kind: worst[kind])
    print(f"\nthe worst p99 is that of {slowest}: {worst[slowest]:.0f} ms, ", end="")
    print(f"{worst[slowest] / worst[ORDINARY]:.1f} times that of ordinary messages")
    print(f"every p99 at most {BOUND:.0f} ms: {'yes' if worst[slowest] <= BOUND else 'NO'}")


if __name__ == "__main__":
    main()
