"""What this package refuses, in words a person can act on."""


class SettingsWrong(Exception):
    """One or more settings are missing or wrong; the message names all of them."""


class NoSuchVertical(Exception):
    """The vertical of the settings has no files; the message names the folder to fill."""


class PersonRefused(Exception):
    """A person could not be added; the message says why and what to do."""


class StoryFailed(Exception):
    """The demo's story went wrong at a stop; the message names it."""
