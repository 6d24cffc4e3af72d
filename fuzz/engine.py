"""``python -m fuzz.engine TARGET [ARGUMENT ...]``: one target in libFuzzer.

It needs a process of its own, as libFuzzer ends it at the first crash or when its time is over.
The arguments are libFuzzer's: https://llvm.org/docs/LibFuzzer.html#options
"""

import importlib
import shlex
import sys

import atheris

WATCHED = ["trio_sockets.protocol", "trio_sockets.visible", "fuzz"]
"""The parts whose branches guide the fuzzer. Those of the targets too: they know what matters."""


def main() -> None:
    """Run until libFuzzer ends the process."""
    _, target, *arguments = sys.argv
    # To merge, libFuzzer starts itself again with a shell: by this name.
    program = f"{shlex.quote(sys.executable)} -m fuzz.engine {target}"
    with atheris.instrument_imports(include=WATCHED):
        # Only what is imported here is watched, so no file imports it above.
        targets = importlib.import_module("fuzz.targets")
    atheris.Setup([program, *arguments], targets.TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
