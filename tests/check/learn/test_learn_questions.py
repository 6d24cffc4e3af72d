"""Questions that are left to the teacher, as the replies alone do not answer them."""

from check.learn import questionable_styles
from check.learn.playing_styles import learned_of


def test_tries_that_are_counted_before_the_guess_are_a_question() -> None:
    learned = learned_of(questionable_styles.miscounting)
    assert [question.read() for question in learned.draft.questions] == [
        f'In "{hint}, {{left}} tries left", the number and the guesses so far are 8 together, '
        "and not 7: is its count of the tries one off?"
        for hint in ("higher", "lower")
    ]


def test_what_a_bad_guess_costs_is_a_question_if_it_ends_the_game() -> None:
    learned = learned_of(questionable_styles.impatient)
    question = "Whether what is no guess uses up a try was not seen: does it?"
    assert [each.read() for each in learned.draft.questions] == [question]
    assert f"# {question}\n#? bad-guess-costs-a-try = " in learned.toml


def test_a_word_that_other_messages_begin_with_is_not_ignored() -> None:
    """Ignoring it would take it away from them."""
    learned = learned_of(questionable_styles.hesitant)
    assert [each.read() for each in learned.draft.questions] == [
        '"Well," carries no information, but other messages begin with it.'
    ]
    assert 'win = "Well, you win"' in learned.toml
