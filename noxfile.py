"""Everything there is to run here: ``nox -l`` lists it, ``nox -s NAME`` runs it."""

import os
import re
import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["tests", "lint", "types", "build"]
# A machine rarely has every Python: those present run.
nox.options.error_on_missing_interpreters = False

PYPROJECT = nox.project.load_toml("pyproject.toml")
GROUPS = {
    name: nox.project.dependency_groups(PYPROJECT, name) for name in PYPROJECT["dependency-groups"]
}
PYTHONS = nox.project.python_versions(PYPROJECT)
CORES = os.cpu_count() or 1
WORKERS = f"--numprocesses={2 * CORES}"  # half of what tests do is to wait
QUICK = ("-m", "not thorough and not alone")


def find_pyenv() -> None:
    """Put the Pythons of pyenv on the path: its shims run only those that it was told to use."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    try:
        folders = [folder for folder in (root / "versions").iterdir() if folder.name[0].isdigit()]
    except OSError:  # there is none, or it is somebody else's
        return
    folders.sort(key=lambda folder: [int(digits) for digits in re.findall(r"\d+", folder.name)])
    # Behind what is there but for the shims, so that the Python in use stays as it is.
    others = [part for part in os.environ["PATH"].split(os.pathsep) if part != str(root / "shims")]
    newest_first = [str(folder / "bin") for folder in reversed(folders)]
    os.environ["PATH"] = os.pathsep.join([*others, *newest_first])


find_pyenv()


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, but those of `tests_all`. With arguments: one pytest with these."""
    session.install(".", *GROUPS["test"])
    session.run("pytest", WORKERS, "--dist=worksteal", *(session.posargs or QUICK))


@nox.session(python=PYTHONS)
def tests_pythons(session: nox.Session) -> None:
    """Do as `tests` does, on every Python that is here."""
    tests(session)


@nox.session
def tests_all(session: nox.Session) -> None:
    """Run every test but the faults and the traced zoo, and measure coverage."""
    session.install(".", *GROUPS["test"])
    session.run("coverage", "erase")
    # -P: as for everybody else, the package is the one that is installed.
    pytest = ("python", "-P", "-m", "coverage", "run", "-m", "pytest", "--dist=worksteal")
    session.run(*pytest, "-m", "not alone and not traced_zoo", WORKERS)
    session.run(*pytest, "-m", "alone", f"--numprocesses={CORES}")
    session.run("coverage", "combine", "-q")


@nox.session
def traced_zoo(session: nox.Session) -> None:
    """Judge every program of the zoo with its findings run again under trace: nothing changes."""
    session.install(".", *GROUPS["test"])
    session.run("pytest", "-m", "traced_zoo", f"--numprocesses={CORES}", *session.posargs)


@nox.session
def flakes(session: nox.Session) -> None:
    """Run the tests again and again on a busy machine, in random order: ``-- --times 5``.

    Hypothesis draws new examples each time.
    """
    session.install(".", *GROUPS["flakes"])
    search = "--hypothesis-profile=search"
    session.run("python", "tests/flakes.py", *session.posargs, "--", WORKERS, search, *QUICK)


@nox.session
def mutants(session: nox.Session) -> None:
    """Change the pure core in small ways, one at a time: its tests have to notice 95 % of them.

    TIME ``-- trio_sockets/protocol/race`` tries those of one folder or module alone.
    """
    if sys.platform == "win32":
        session.skip("mutmut needs fork")
    session.install(".", *GROUPS["mutants"])
    session.run("python", "tests/mutants.py", session.create_tmp(), *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    session.install(*GROUPS["lint"])
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types, and those of the package and the examples on other systems too."""
    session.install(".", *GROUPS["types"])
    session.run("mypy")
    for platform in ("darwin", "win32"):  # each in a cache of its own, or it would start anew
        session.run(
            *("mypy", f"--platform={platform}", f"--cache-dir=.mypy_cache/{platform}"),
            *("trio_sockets", "examples"),
        )


@nox.session(requires=["tests_all"])
def coverage(session: nox.Session) -> None:
    """Report what the tests ran: 95 % of the package with its branches, 100 % of the pure core."""
    session.install("coverage")
    session.run("coverage", "report", "--fail-under=95")
    session.run("coverage", "report", "--fail-under=100", "--include=trio_sockets/protocol/*")


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel and the sdist, check both, and run the command from the installed wheel."""
    session.install(*GROUPS["build"])
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", "--quiet", silent=True)
    [wheel] = Path("dist").glob("*.whl")
    [sdist] = Path("dist").glob("*.tar.gz")
    session.run("twine", "check", "--strict", str(wheel), str(sdist))
    session.run("check-wheel-contents", str(wheel))
    session.run("python", "tests/built_packages.py", "dist")
    clean = Path(session.create_tmp()).resolve() / "clean"
    session.run("python", "-m", "venv", "--clear", str(clean))
    scripts = clean / ("Scripts" if sys.platform == "win32" else "bin")
    session.run(str(scripts / "python"), "-m", "pip", "install", "-q", str(wheel), external=True)
    # In another folder, or it would be the checkout that runs.
    with session.chdir(clean):
        session.run(str(scripts / "trio-sockets"), "--version", "-v", external=True)
        # It imports every command, and here no extra is installed.
        session.run(str(scripts / "trio-sockets"), "completion", "bash", external=True, silent=True)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into ``docs/_build``, and run the examples of docstrings and pages."""
    session.install(".[all]", *GROUPS["docs"])
    # The commands' help is the English one, whoever builds it.
    session.env.update(LC_ALL="C.UTF-8", LANGUAGE="en")
    shutil.rmtree("docs/_build", ignore_errors=True)
    sphinx = ("python", "-P", "-m", "sphinx", "-W", "--keep-going", "-q", "-E")
    session.run(*sphinx, "-b", "html", "docs", "docs/_build")
    session.run("python", "tests/built_site.py", "docs/_build")
    doctest = ("--doctest-modules", "--pyargs", "trio_sockets", "--doctest-glob=*.md", "docs")
    no_example = ("--ignore=docs/conf.py", "--ignore=docs/_build")
    # -c: the settings of pyproject.toml want pytest's plugins of the tests.
    session.run(
        "python",
        "-P",
        "-m",
        "pytest",
        "-q",
        "-c",
        os.devnull,
        "--rootdir=docs",
        "-p",
        "no:cacheprovider",
        *doctest,
        *no_example,
    )


@nox.session
def pictures(session: nox.Session) -> None:
    """Draw the pictures of the README and the lab anew, in each language, from real runs."""
    session.install(".[check,trace]")
    session.run("python", "tests/lab_pictures.py")
    session.run("python", "tests/front_picture.py")


@nox.session
def handouts(session: nox.Session) -> None:
    """Print the lab's handouts, two pages in each language, into ``build/handouts`` (Chromium)."""
    session.install(".[check]")
    session.run("python", "tests/handouts.py", "build/handouts")


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
def trace_bench(session: nox.Session) -> None:
    """Measure what being traced costs (Linux). Arguments go to ``python -m benchmarks.trace``."""
    session.install(".[trace]")
    session.run("python", "-m", "benchmarks.trace", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Look for inputs that break a promise (Linux). Arguments go to ``python -m fuzz``."""
    session.install(".", *GROUPS["fuzz"])
    session.run("python", "-m", "fuzz", *session.posargs)


@nox.session
def translations(session: nox.Session) -> None:
    """Bring the catalogues up to date with the code; then translate what is empty in them.

    ``-- es`` begins a new one: here, of Spanish.
    """
    session.install(*GROUPS["translations"])
    template = Path(session.create_tmp()).resolve() / "trio_sockets.pot"
    babel = ("python", "-m", "babel.messages.frontend")
    style = ("--width=100", "--sort-by-file", "--add-location=file")
    keywords = ("--no-default-keywords", "--keyword=say")
    output = f"--output-file={template}"
    session.run(*babel, "--quiet", "extract", *style, *keywords, output, "trio_sockets")
    catalogues = ("--output-dir=trio_sockets/locale", "--domain=trio_sockets")
    source = (f"--input-file={template}", "--width=100")
    for language in session.posargs:
        session.run(*babel, "--quiet", "init", *catalogues, *source, f"--locale={language}")
    # Without a locale, these two take every folder that there is.
    same = ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date")
    session.run(*babel, "--quiet", "update", *catalogues, *source, *same)
    compiled = ("--directory=trio_sockets/locale", "--domain=trio_sockets")
    session.run(*babel, "compile", *compiled, "--statistics")


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
def trace(session: nox.Session) -> None:
    """Show the calls of programs. Arguments go to ``trio-sockets trace``."""
    session.install(".[trace]")
    session.run("trio-sockets", "trace", *session.posargs, success_codes=[0, 1, 130])


@nox.session
def demo(session: nox.Session) -> None:
    """Show the three services at work with real clients, then offer to play."""
    session.install(".")
    session.run("python", "examples/demo.py", *session.posargs, success_codes=[0, 130])
