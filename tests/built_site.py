"""Looks at the built site: everything that a page shows is in its folder, and asks nobody else.

Called by ``nox -s docs`` with the folder of the site.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"img": "src", "script": "src", "source": "src", "iframe": "src", "link": "href"}
"""What a browser loads by itself, and by which attribute. What a reader clicks is not."""


class Page(HTMLParser):
    """One page.

    :ivar loaded: the addresses of what it loads.
    :ivar links: those of what it leads to.
    :ivar names: what it can be entered at.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        values = dict(attrs)
        self.names |= {value for name in ("id", "name") if (value := values.get(name))}
        if address := values.get(LOADED.get(tag, "")):
            self.loaded.append(address)
        elif tag == "a" and (address := values.get("href")):
            self.links.append(address)


def faults(site: Path) -> list[str]:
    """Return a line for each thing that is elsewhere, or nowhere."""
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    found = [] if pages else ["there is no page"]
    for path, page in pages.items():
        where = path.relative_to(site)
        found += [f"{where} loads {address}" for address in page.loaded if urlsplit(address).netloc]
        for address in page.loaded + page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = pages[target].names if target in pages else set()
            if not target.exists():
                found.append(f"{where} leads to {address}, which is not there")
            elif target in pages and parts.fragment and unquote(parts.fragment) not in there:
                found.append(f"{where} leads to {address}, whose heading is not there")
    for path in sorted(site.rglob("*.css")):
        text = path.read_text("utf-8")
        if "url(http" in text or "url(//" in text or "@import" in text:
            found.append(f"{path.relative_to(site)} loads from elsewhere")
    return found


def main() -> int:
    """Print what is wrong; return 0 if nothing is."""
    found = faults(Path(sys.argv[1]).resolve())
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
