"""The numbers that are still possible, as a bar among all of them."""

from rich.text import Text

from trio_sockets.client.candidates import Candidates

MOST, LEAST = 50, 3
"""Columns between the lowest number and the highest."""


def range_bar(
    possible: Candidates, low: int, high: int, width: int, *, ascii_only: bool = False
) -> Text:
    """Draw the bar, with the lowest number before it and the highest behind it.

    :param width: columns for all of it. Where they do not suffice, there is no bar.
    :param ascii_only: whether the terminal has no other characters.
    """
    full, empty = ("#", ".") if ascii_only else ("█", "·")
    columns = min(MOST, width - len(f"{low}  {high}"))
    if columns < LEAST:
        return Text()
    begin, end = possible.bar(low, high, columns)
    bar = Text(f"{low} ")
    bar.append(empty * begin, style="dim")
    bar.append(full * (end - begin), style="green")
    bar.append(empty * (columns - end), style="dim")
    return bar.append(f" {high}")
