"""Opens the door to spaCy before any plugin of pytest asks for it: the door knows the right one."""

import bot.understanding.spacy_door  # noqa: F401 - importing it is what is wanted
