"""The words of a class's table, in addition to those of all reports."""

from trio_sockets.words import say

CLASS = say("The class")
NAME = say("Name")
PROGRAM = say("Program")
FIRST = say("First to mend")
TIME = say("Time")
SUBMISSIONS = say("Submissions")
CHECKS = say("Check by check")
PASSED_BY = say("passed by")
DETAILS = say("What did not pass")
OF = say("of")
"""Between the points earned and how much could be looked at: \"96 % of 43 %\"."""

UNTIL_CONFIRMED = say(
    "Until then, an unclear check does not count as passed. Add these "
    "messages to the dialect, or write strict = true there to count them as "
    "wrong."
)
PASSED = say("Passed")
SKIPPED = say("Skipped")
ALL_WELL = say("All is well.")
UP = say("Up to the table")
SORT = say("Click a heading to sort by it.")
