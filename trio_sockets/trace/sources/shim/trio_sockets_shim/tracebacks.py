"""Removes the shim's frames from tracebacks, so that a program's errors look as without it."""

from __future__ import annotations

from . import HERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType
    from typing import Any


def _is_ours(traceback: TracebackType) -> bool:
    return traceback.tb_frame.f_code.co_filename.startswith(HERE)


def cleaned(traceback: TracebackType | None) -> TracebackType | None:
    """Remove the frames of this folder from a traceback; return the rest."""
    while traceback is not None and _is_ours(traceback):
        traceback = traceback.tb_next
    each = traceback
    while each is not None and each.tb_next is not None:
        if _is_ours(each.tb_next):
            each.tb_next = each.tb_next.tb_next
        else:
            each = each.tb_next
    return traceback


def clean(error: BaseException | None) -> None:
    """Remove the frames of this folder from an error and from its causes."""
    waiting: list[Any] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            cleaned(each.__traceback__)
            waiting += [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]


def hook(original: Callable[..., Any]) -> Callable[..., Any]:
    """Return a hook for uncaught errors that hides the shim's frames."""

    def excepthook(*args: Any) -> Any:
        try:
            clean(args[1] if len(args) > 1 else args[0].exc_value)
        except Exception:
            pass
        return original(*args)

    return excepthook


def into_traceback(module: Any) -> None:
    """Make the ``traceback`` module skip the frames of this folder."""
    for name in ("walk_tb", "_walk_tb_with_full_positions"):
        original = getattr(module, name, None)
        if original is not None:
            setattr(module, name, _walking(original))


def _walking(original: Callable[..., Iterable[Any]]) -> Callable[..., Iterable[Any]]:
    def walk(traceback: Any) -> Iterable[Any]:
        return original(cleaned(traceback))

    walk.__name__, walk.__doc__ = original.__name__, original.__doc__
    return walk


def into_threading(module: Any) -> None:
    """Hide the shim's frames in uncaught errors of threads."""
    if hasattr(module, "excepthook"):
        module.excepthook = hook(module.excepthook)
