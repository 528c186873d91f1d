"""Trains the intent model from every tenth example into the folder given: run by a test."""

import sys
from pathlib import Path

from bot.components import intent_file
from bot.components.intent_learning import learn
from bot.components.intent_lexicon import lexicon_of_files
from bot.components.tests.conftest import ROOT, examples_of

if __name__ == "__main__":
    texts, intents = zip(*list(examples_of(ROOT / "nlu_data/intents"))[::10], strict=True)
    lexicon = lexicon_of_files(
        ROOT / "nlu_data/vocabulary.yml", ROOT / "nlu_data/language/ordinary_words.txt"
    )
    intent_file.write(Path(sys.argv[1]), learn(texts, intents, lexicon), lexicon)
