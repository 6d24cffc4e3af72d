"""A system on which descriptors cannot be inherited."""

import pytest
from cyclopts import CycloptsError

from trio_sockets import cli
from trio_sockets.options import ProcessOptions


async def test_workers_are_refused_where_there_can_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "HAS_WORKERS", False)
    with pytest.raises(CycloptsError, match="cannot inherit"):
        await cli.serve("text@:0", processes=ProcessOptions(workers=2))
