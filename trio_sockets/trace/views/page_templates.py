"""The templates of all pages: what they have in common."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates_in(package: str) -> Environment:
    """Return the templates in a package's folder ``templates``.

    All text is escaped, and a name that is not given is an error.
    """
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
