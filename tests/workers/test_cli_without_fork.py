"""A system on which descriptors cannot be inherited."""

import pytest
from cyclopts import CycloptsError

from trio_sockets.commands import serve
from trio_sockets.commands.serve_options import ProcessOptions


async def test_workers_are_refused_where_there_can_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "HAS_WORKERS", False)
    with pytest.raises(CycloptsError, match="cannot inherit"):
        await serve.serve("text@:0", processes=ProcessOptions(workers=2))
