"""The first is the player who plays well, not the one who plays much or had luck once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sample_record import NOON, record, records
from trio_sockets.scores.ranking import BEST, PRIOR_GAMES, PRIOR_SHARE, Standing, points, rank
from trio_sockets.scores.record import Record


@st.composite
def any_records(draw: st.DrawFn, players: str = "abcd") -> list[Record]:
    """Return some games of some players."""
    found = []
    for number in range(draw(st.integers(0, 15))):
        tries = draw(st.integers(1, 40))
        used = draw(st.integers(1, tries))
        found.append(
            record(
                str(number),
                player=draw(st.sampled_from(players)),
                high=draw(st.integers(1, 10**6)),
                tries=tries,
                used=used,
                won=draw(st.booleans()),
                seconds=draw(st.floats(0, 4000)),
            )
        )
    return found


def first(games: list[Record]) -> str:
    return rank(games)[0].player


@pytest.mark.parametrize(
    ("used", "seconds", "worth"),
    [(7, 0, 100), (1, 0, 100), (14, 0, 50), (7, 35, 87.5), (14, 35, 43.75), (70, 0, 10)],
)
def test_what_a_game_of_a_hundred_numbers_is_worth(used: int, seconds: float, worth: float) -> None:
    assert points(record(tries=100, used=used, seconds=seconds)) == pytest.approx(worth)


def test_a_lost_game_is_worth_nothing() -> None:
    assert points(record(won=False, used=7, seconds=0)) == 0


def test_how_a_few_games_become_an_efficiency() -> None:
    games = [
        *records(5, "a", player="a", seconds=0),
        *records(15, "b", player="b", used=7, seconds=35),
    ]
    mean = (100 + 87.5) / 2
    [one, other] = rank(games)
    assert (one.player, other.player) == ("b", "a")
    assert one.efficiency == pytest.approx((15 * 87.5 + 5 * mean / 2) / 20)
    assert other.efficiency == pytest.approx((5 * 100 + 5 * mean / 2) / 10)


def test_a_thousand_slow_wins_with_many_tries_are_behind_thirty_good_games() -> None:
    games = [
        *records(1000, "much", player="much", tries=100, used=60, seconds=600),
        *records(30, "well", player="well", seconds=20),
    ]
    assert first(games) == "well"


def test_one_lucky_game_is_behind_good_play() -> None:
    games = [
        record("lucky", player="lucky", used=1, seconds=0.1),
        *records(10, "well", player="well", seconds=20),
        *records(5, "lost", player="well", won=False),
    ]
    assert first(games) == "well"


def test_who_has_only_lost_is_behind_who_has_played_as_much_and_won() -> None:
    games = [*records(9, "a", player="a", won=False), *records(9, "b", player="b", used=6)]
    assert [standing.player for standing in rank(games)] == ["b", "a"]


def test_nobody_has_played() -> None:
    assert rank([]) == []


def test_what_a_standing_tells() -> None:
    games = [
        record("1", used=4, seconds=2.0),
        record("2", used=6, seconds=4.0, high=1000, tries=20),
        record("3", won=False),
    ]
    [standing] = rank(games)
    mean = (points(games[0]) + points(games[1])) / 3
    assert standing.efficiency == pytest.approx((3 * mean + 2.5 * mean) / 8)
    assert standing == Standing(1, "10.0.0.7", standing.efficiency, 3, 2, 5.0, 8.5, 3.0, "game")


def test_of_a_player_without_a_win_there_are_no_means() -> None:
    [standing] = rank([record(won=False)])
    assert (standing.efficiency, standing.won) == (0, 0)
    assert (standing.used, standing.needed, standing.seconds) == (None, None, None)


def test_equals_are_in_the_order_of_their_names() -> None:
    games = [record(name, player=name) for name in ("b", "c", "a")]
    assert [standing.player for standing in rank(games)] == ["a", "b", "c"]


@given(any_records())
def test_each_player_has_one_place(games: list[Record]) -> None:
    ranked = rank(games)
    assert [standing.rank for standing in ranked] == list(range(1, len(ranked) + 1))
    assert sorted(standing.player for standing in ranked) == sorted({g.player for g in games})
    assert sum(standing.games for standing in ranked) == len(games)
    efficiencies = [standing.efficiency for standing in ranked]
    assert efficiencies == sorted(efficiencies, reverse=True)
    assert all(0 <= efficiency <= BEST for efficiency in efficiencies)


@given(any_records().flatmap(lambda games: st.tuples(st.just(games), st.permutations(games))))
def test_in_which_order_games_are_read_does_not_matter(
    orders: tuple[list[Record], list[Record]],
) -> None:
    one, other = ({s.player: s.efficiency for s in rank(games)} for games in orders)
    assert one == pytest.approx(other)


@given(st.integers(1, 40), st.integers(0, 39), st.floats(0, 4000), st.floats(0, 4000))
def test_neither_more_tries_nor_more_time_are_worth_more(
    used: int, more: int, seconds: float, later: float
) -> None:
    better = points(record(tries=100, used=used, seconds=seconds))
    assert points(record(tries=100, used=used + more, seconds=seconds)) <= better
    assert points(record(tries=100, used=used, seconds=seconds + later)) <= better


@given(any_records(players="abc"), st.integers(1, 40), st.floats(0, 4000))
def test_one_game_never_brings_more_than_its_share(
    games: list[Record], used: int, seconds: float
) -> None:
    once = record("once", player="once", tries=40, used=used, seconds=seconds)
    [standing] = [s for s in rank([*games, once]) if s.player == "once"]
    assert standing.efficiency <= BEST * (1 + PRIOR_GAMES * PRIOR_SHARE) / (1 + PRIOR_GAMES) + 1e-9


@given(any_records())
def test_more_games_of_the_same_kind_only_lead_to_ones_own_mean(games: list[Record]) -> None:
    again = [record(f"{g.id} again", player=g.player, **_kept(g)) for g in games]
    once = {standing.player: standing.efficiency for standing in rank(games)}
    for standing in rank([*games, *again]):
        own = [points(game) for game in games if game.player == standing.player]
        mean = sum(own) / len(own)
        assert abs(standing.efficiency - mean) <= abs(once[standing.player] - mean) + 1e-9


@given(any_records(), st.timedeltas(timedelta(0), timedelta(days=999)))
def test_when_a_game_was_does_not_matter(games: list[Record], later: timedelta) -> None:
    moved = [
        record(game.id, player=game.player, when=NOON + later, **_kept(game)) for game in games
    ]
    assert rank(moved) == rank(games)


def _kept(game: Record) -> dict[str, object]:
    names = ("low", "high", "tries", "used", "won", "seconds")
    return {name: getattr(game, name) for name in names}
