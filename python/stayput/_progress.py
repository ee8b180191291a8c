"""Progress by tqdm, in a terminal or a notebook."""

from collections.abc import Callable
from types import TracebackType


class Progress:
    """Hears how far something is; draws it where that is asked for and ``tqdm`` is there."""

    def __init__(self, wanted: bool, unit: str) -> None:
        self._bar = None
        if wanted:
            try:
                from tqdm.auto import tqdm
            except ImportError as missing:
                raise ImportError("progress=True needs tqdm: pip install tqdm") from missing
            self._bar = tqdm(unit=unit, total=None)

    def __enter__(self) -> Callable[[int, int], object] | None:
        return self._hear if self._bar is not None else None

    def _hear(self, done: int, all: int) -> None:
        if self._bar is not None and all > 0:
            self._bar.total = all
            self._bar.update(done - self._bar.n)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            if kind is None and self._bar.total:
                self._bar.update(self._bar.total - self._bar.n)
            elif not self._bar.total:
                # Done before there was anything to hear.
                self._bar.leave = False
            self._bar.close()
