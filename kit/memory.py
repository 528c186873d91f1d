"""Memory of a process that serves for long."""

import gc

# Python's own 700 is for short scripts: a server makes more objects than that for one request.
_YOUNG_OBJECTS = 20_000


def settle_memory() -> None:
    """Take what is loaded by now for permanent, so that no collection walks it at every turn.

    To be called once, when a process is about to serve.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
