"""The command of bubblewrap that runs a program where it sees neither the checker nor other work.

The program sees the system read-only, its own folder, and a temporary folder of its own. It has
process ids of its own, so that it sees no other process, and that all its processes end with it.
The network is that of the checker's own process: see `trio_sockets.check.classroom.apart`.
"""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import final

from trio_sockets.check.classroom.sandbox.readable import (
    interpreter_folders,
    is_of_system,
    system_words,
)

BUBBLEWRAP = "bwrap"

_KEPT = {
    *("PATH", "LANG", "LANGUAGE", "TZ", "TERM", "PYTHONUNBUFFERED", "TRIO_SOCKETS_RUN"),
    *("JAVA_HOME", "PYENV_ROOT", "PYENV_VERSION", "GOROOT", "DOTNET_ROOT"),
    *("TMPDIR", "TEMP", "TMP"),
}
"""Variables that a program is given. Others may be secrets of whoever grades."""


@final
@dataclass(frozen=True, slots=True)
class ProgramBox:
    """What no program may see.

    :param private: folders such as that of the class, and those of its reports.
    """

    private: tuple[Path, ...] = ()

    def words(
        self,
        command: Sequence[str],
        folder: Path,
        scratch: Path,
        variables: Mapping[str, str] = os.environ,
    ) -> list[str]:
        """Return a command that runs another in a box.

        :param folder: the program's own folder, where it starts and may write.
        :param scratch: its temporary folder, which is also its ``/tmp`` and its home.
        :param variables: the environment of the checker; most of it is taken away.
        """
        private = [Path.home(), *self.private]
        words = [
            *(BUBBLEWRAP, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"),
            *("--die-with-parent", *system_words()),
            *("--dev", "/dev", "--proc", "/proc", "--bind", str(scratch), "/tmp"),  # noqa: S108 - its own
        ]
        shown = interpreter_folders(command, private)
        for path in shown:
            words += ["--ro-bind", str(path), str(path)]
        for path in self.private:
            if is_of_system(path) or any(path.is_relative_to(each) for each in shown):
                words += ["--tmpfs", str(path)] if path.is_dir() else []
        for traced in _traces(command):
            words += ["--ro-bind", traced, traced]
        for path in (scratch, folder):
            words += ["--bind", str(path), str(path)]
        for name in variables:
            if name not in _KEPT and not name.startswith("LC_"):
                words += ["--unsetenv", name]
        words += ["--setenv", "HOME", str(scratch), "--chdir", str(folder)]
        return [*words, "--", *command]


def _traces(command: Sequence[str]) -> list[str]:
    """Return the folders by which a traced program reports its calls."""
    place = re.compile(re.escape(str(Path(tempfile.gettempdir(), "trace-"))) + r"\w+")
    return sorted({found for word in command for found in place.findall(word)})
