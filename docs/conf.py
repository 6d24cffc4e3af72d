"""How Sphinx builds the site: ``nox -s docs``."""

import re
import sys
from importlib.metadata import version as version_of
from pathlib import Path

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
BESIDE = re.compile(r"\]\((?:\.\./)*(README\.fr|README|SECURITY|CONTRIBUTING|CHANGELOG)\.md")

# cyclopts begins a usage line with the running program, which would be Sphinx.
sys.argv[0] = "trio-sockets"

project = "trio-sockets"
copyright = "the trio-sockets contributors"  # noqa: A001 - Sphinx reads this name
version = release = version_of("trio-sockets")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinxcontrib_trio",
    "cyclopts.ext.sphinx",
]
exclude_patterns = ["_build", ".*"]
default_role = "py:obj"

nitpicky = True
# The site is built offline, so the pages of other projects are not there to link to.
nitpick_ignore_regex = [
    ("py:.*", rf"({module})\..*")
    for module in (
        *("collections", "datetime", "ipaddress", "pathlib", "random", "secrets", "socket"),
        *("ssl", "trio"),
    )
]
# Types in signatures that only the package itself makes.
nitpick_ignore = [
    ("py:class", "trio_sockets.protocol.game.GameSession"),
    ("py:class", "trio_sockets.server.driver.Driver"),
    ("py:class", "trio_sockets.services.OnEnd"),
    ("py:class", "trio_sockets.tls.TlsStream"),
    ("py:class", "trio_sockets.words.Words"),
]

# The headings of a page are what others link to, as on every forge.
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = "trio-sockets"
html_show_sphinx = False
html_domain_indices = False  # two modules need none
html_copy_source = False


def lead_to_the_site(_app: Sphinx, page: str, content: list[str]) -> None:
    """Lay the pages beside ``docs/`` in their places, and have links find them there."""
    folder, _, name = page.rpartition("/")
    if folder == "project":
        [beside] = [path for path in ROOT.glob("*.md") if path.stem.lower() == name]
        text = beside.read_text(encoding="utf-8").replace("](docs/", "](../")
        text = text.replace("](examples/", "](path:../../examples/")  # a copy of it to download
        content[0] = BESIDE.sub(lambda link: f"]({link[1].lower()}.md", text)
    else:
        up = "../" * len(Path(page).parent.parts)
        content[0] = BESIDE.sub(lambda link: f"]({up}project/{link[1].lower()}.md", content[0])


def say_the_language(
    _app: Sphinx, page: str, _template: str, context: dict[str, object], _tree: object
) -> None:
    """Tell browsers which pages are French: they hyphenate and read them out."""
    if page.startswith("fr/") or page.endswith(".fr"):
        context["language"] = "fr"


def unlink_addresses(_app: Sphinx, page: nodes.document) -> None:
    """Undo docutils's taking ``SERVICE@ADDRESS`` for somebody's mail address."""
    for link in list(page.findall(nodes.reference)):
        if link.get("refuri", "").startswith("mailto:"):
            link.replace_self(nodes.Text(link.astext()))


def setup(app: Sphinx) -> None:
    """Add what the pages need: see sphinx-doc.org, *extensions*."""
    app.connect("source-read", lead_to_the_site)
    app.connect("html-page-context", say_the_language)
    app.connect("doctree-read", unlink_addresses)
    for language in ("transcript", "haproxy"):
        app.add_lexer(language, TextLexer)
