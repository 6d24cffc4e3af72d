"""The reader's language: which it is, and the sentences in it.

The languages are English, in which the sentences of the code are written, and one for each folder
in ``trio_sockets/locale``: a catalogue is all that a new one needs.
"""

import locale
import plistlib
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from gettext import GNUTranslations
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from trio_sockets.words import Translate, in_english

if sys.platform == "win32":
    import ctypes

_ENGLISH = "en"
_LOCALES = resources.files("trio_sockets") / "locale"
_CATALOGUE = "LC_MESSAGES/trio_sockets.mo"

LANGUAGES = (
    _ENGLISH,
    *sorted(each.name for each in _LOCALES.iterdir() if (each / _CATALOGUE).is_file()),
)
"""The codes of the languages that there are, such as ``fr``; English is the first."""

if TYPE_CHECKING:
    Language: TypeAlias = str
else:  # what --lang may be: the command line reads the values from the type
    Language = Literal[LANGUAGES]

_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where the language of messages is: the first that is set and not empty decides. The first is
GNU's, and may name several, the best first; the others are those of POSIX.
"""

_SETTINGS = Path("~/Library/Preferences/.GlobalPreferences.plist")

_PRIMARY = 0x3FF  # of a LANGID, the bits that say the language; the others say the country


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language that an environment asks for; English if it is none of ours.

    Windows sets no such variables, nor does each terminal of macOS: without them, the language of
    the system decides.

    :param environment: variables, such as ``os.environ``.
    """
    chosen = next(filter(None, map(environment.get, _VARIABLES)), "")
    if sys.platform == "win32" and not chosen:
        return _first_known(_of_windows(ctypes.windll.kernel32.GetUserDefaultUILanguage()))
    if sys.platform == "darwin" and not chosen:
        return _first_known(_of_macos(_SETTINGS))
    return _first_known(chosen.split(":"))


def _of_windows(language: int) -> list[str]:
    """Return the locales of a LANGID, whatever the country; Python knows no name for some."""
    names = locale.windows_locale.items()
    return [name for number, name in names if number & _PRIMARY == language & _PRIMARY]


def _of_macos(settings: Path) -> list[str]:
    """Return the locales of *System Settings*, the best first; none if they cannot be read.

    :param settings: the file that holds them: a property list.
    """
    try:
        languages = plistlib.loads(settings.expanduser().read_bytes())["AppleLanguages"]
        return [str(name).replace("-", "_") for name in languages]
    except (OSError, ValueError, LookupError, TypeError, RuntimeError):  # the last: no home
        return []


def _first_known(locales: Iterable[str]) -> Language:
    # normalize() knows aliases, too: "french" is fr_FR.
    codes = (locale.normalize(name).partition("_")[0] for name in locales)
    return next((code for code in codes if code in LANGUAGES), _ENGLISH)


@cache
def translator(language: Language) -> Translate:
    """Return what gives the package's sentences in a language."""
    if language == _ENGLISH:
        return in_english
    with (_LOCALES / language / _CATALOGUE).open("rb") as file:
        return GNUTranslations(file).gettext
