"""The same message gets the same answer: what was answered lately, or is being answered now."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine


class WorkOnce[Key, Answer]:
    """Work by key, started once: whoever asks again while it runs, or after, gets the same outcome.

    Work that failed is forgotten, so that asking again tries again. The last `room` outcomes are
    kept, in this process only: across processes, recording is idempotent by the message's id.
    """

    def __init__(self, room: int = 5_000) -> None:
        """Begin with nothing answered."""
        self._room = room
        self._tasks: OrderedDict[Key, asyncio.Task[Answer]] = OrderedDict()

    def once(
        self, key: Key, work: Callable[[], Coroutine[None, None, Answer]]
    ) -> asyncio.Task[Answer]:
        """Return the task of this key, started now where there was none."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(work())
            self._tasks[key] = task
            task.add_done_callback(lambda done: self._settle(key, done))
        self._tasks.move_to_end(key)
        self._make_room()
        return task

    def _settle(self, key: Key, task: asyncio.Task[Answer]) -> None:
        # Asking for the exception also tells asyncio that somebody looked at it.
        if task.cancelled() or task.exception() is not None:
            self._tasks.pop(key, None)

    def _make_room(self) -> None:
        # Running work is never dropped: nothing else would hold on to it.
        spare = len(self._tasks) - self._room
        if spare > 0:
            for key in [key for key, task in self._tasks.items() if task.done()][:spare]:
                del self._tasks[key]
