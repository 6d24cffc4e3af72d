"""Everything there is to run here: ``nox -l`` lists it, ``nox -s NAME`` runs it."""

import os
import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["tests", "lint", "types", "coverage", "build"]
# A machine rarely has every Python: those present run. `.ci/run` insists on 3.11.
nox.options.error_on_missing_interpreters = False

PYPROJECT = nox.project.load_toml("pyproject.toml")
GROUPS = {
    name: nox.project.dependency_groups(PYPROJECT, name) for name in PYPROJECT["dependency-groups"]
}
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
# The versions the project names, and whichever runs nox, so that there is always one.
PYTHONS = list(dict.fromkeys([*nox.project.python_versions(PYPROJECT), RUNNING]))
CORES = os.cpu_count() or 1


@nox.session(python=PYTHONS, tags=["test"])
def tests(session: nox.Session) -> None:
    """Run the tests on every Python that is here, and measure. Arguments go to one plain pytest."""
    session.install(".", *GROUPS["test"])
    if session.posargs:
        session.run("pytest", "--numprocesses=auto", *session.posargs)
        return
    env = {"COVERAGE_FILE": f".coverage-{session.python}"}
    session.run("coverage", "erase", env=env)
    # -P: as for everybody else, the package is the one that is installed.
    pytest = ("python", "-P", "-m", "coverage", "run", "-m", "pytest", "--dist=worksteal")
    # Half of what tests do is to wait.
    session.run(*pytest, "-m", "not alone", f"--numprocesses={2 * CORES}", env=env)
    session.run(*pytest, "-m", "alone", f"--numprocesses={CORES}", env=env)
    session.run("coverage", "combine", "-q", env=env)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    session.install(*GROUPS["lint"])
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package, the tests and this file."""
    session.install(".", *GROUPS["types"])
    session.run("mypy")


@nox.session(requires=["tests"])
def coverage(session: nox.Session) -> None:
    """Report what the tests ran: 95 % of the package with its branches, 100 % of the pure core."""
    session.install("coverage")
    session.run("coverage", "combine", "-q", *map(str, Path().glob(".coverage-?.??")))
    session.run("coverage", "report", "--fail-under=95")
    session.run("coverage", "report", "--fail-under=100", "--include=trio_sockets/protocol/*")


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel and the sdist, and run the command from the installed wheel."""
    session.install("build")
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", "--quiet", silent=True)
    [wheel] = Path("dist").glob("*.whl")
    clean = Path(session.create_tmp()).resolve() / "clean"
    session.run("python", "-m", "venv", "--clear", str(clean))
    scripts = clean / ("Scripts" if sys.platform == "win32" else "bin")
    session.run(str(scripts / "python"), "-m", "pip", "install", "-q", str(wheel), external=True)
    # In another folder, or it would be the checkout that runs.
    with session.chdir(clean):
        session.run(str(scripts / "trio-sockets"), "--version", external=True)


@nox.session
def faults(session: nox.Session) -> None:
    """Break a running server in every way one Linux machine offers. It takes five minutes."""
    session.install(".", *GROUPS["test"])
    session.run("pytest", "tests/faults", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure this server beside its peers (Linux). Arguments go to ``python -m benchmarks``."""
    session.install(".", *GROUPS["bench"])
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session
def race_bench(session: nox.Session) -> None:
    """Measure races of many players (Linux). Arguments go to ``python -m benchmarks.race``."""
    session.install(".", *GROUPS["race-bench"])
    session.run("python", "-m", "benchmarks.race", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Look for inputs that break a promise (Linux). Arguments go to ``python -m fuzz``."""
    session.install(".", *GROUPS["fuzz"])
    session.run("python", "-m", "fuzz", *session.posargs)


@nox.session
def translations(session: nox.Session) -> None:
    """Bring the French catalogue up to date with the code; then translate what is empty in it."""
    session.install(*GROUPS["translations"])
    template, locale = (
        Path(session.create_tmp()).resolve() / "check.pot",
        "trio_sockets/check/locale",
    )
    babel = ("python", "-m", "babel.messages.frontend", "--quiet")
    style = ("--width=100", "--sort-by-file", "--add-location=file")
    sources = ("trio_sockets/check", "trio_sockets/commands/check")
    keywords = ("--no-default-keywords", "--keyword=say")
    catalogue = (f"--output-dir={locale}", "--domain=check", "--locale=fr")
    session.run(*babel, "extract", *style, *keywords, f"--output-file={template}", *sources)
    session.run(
        *babel,
        "update",
        *catalogue,
        f"--input-file={template}",
        "--width=100",
        "--no-fuzzy-matching",
        "--ignore-obsolete",
        "--ignore-pot-creation-date",
    )
    session.run(
        *("python", "-m", "babel.messages.frontend"),
        *("compile", f"--directory={locale}", "--domain=check", "--locale=fr", "--statistics"),
    )


@nox.session
def soak(session: nox.Session) -> None:
    """Serve for minutes under every fault at once (Linux). Arguments go to ``python -m soak``."""
    session.install(".", *GROUPS["soak"])
    session.run("python", "-m", "soak", *session.posargs, success_codes=[0, 130])


@nox.session
def serve(session: nox.Session) -> None:
    """Serve echo, text and game. Arguments go to ``trio-sockets serve``."""
    session.install(".")
    session.run("trio-sockets", "serve", *session.posargs, success_codes=[0, 130])


@nox.session
def play(session: nox.Session) -> None:
    """Play the mystery number. Arguments go to ``trio-sockets play``."""
    session.install(".")
    session.run("trio-sockets", "play", *session.posargs, success_codes=[0, 1, 130])


@nox.session
def race(session: nox.Session) -> None:
    """Race others for the mystery number. Arguments go to ``trio-sockets race``."""
    session.install(".")
    session.run("trio-sockets", "race", *session.posargs, success_codes=[0, 1, 130])


@nox.session
def check(session: nox.Session) -> None:
    """Grade a server or a client of the sheet. Arguments go to ``trio-sockets check``."""
    session.install(".[check]")
    session.run("trio-sockets", "check", *session.posargs, success_codes=[0, 1, 130])


@nox.session
def demo(session: nox.Session) -> None:
    """Show the three services at work with real clients, then offer to play."""
    session.install(".")
    session.run("python", "examples/demo.py", *session.posargs, success_codes=[0, 130])
