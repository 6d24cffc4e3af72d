"""The words of a class's table, in addition to those of all reports."""

from trio_sockets.words import say

AGAIN = say("To take up again")
NOTHING_AGAIN = say("No program fell at any check.")
MARKS = say("Scores")
MEDIAN = say("median")
MIDDLE = say("half of them:")
FROM_TO = say("all:")
ALL_CHECKS = say("All checks")
FAILED = say("failed")
NOT_UNDERSTOOD = say("unclear")
NOT_LOOKED_AT = say("not looked at")
OF_LOOKED_AT = say("of those looked at")
NOT_GRADED = say("Not graded")
SHOW_NAMES = say("Show names and marks")
HIDDEN = say("Names and marks are hidden.")

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
CHECK = say("Check")
SORT = say("Click a heading to sort by it.")
