"""The words of a class's table, besides those of every report."""

from trio_sockets.check.words import say

CLASS = say("The class")
NAME = say("Name")
PROGRAM = say("Program")
FIRST = say("First to mend")
TIME = say("Time")
SUBMISSIONS = say("Submissions")
CHECKS = say("Check by check")
PASSED_BY = say("passed by")
DETAILS = say("What did not pass")
PASSED = say("Passed")
SKIPPED = say("Skipped")
ALL_WELL = say("All is well.")
UP = say("Up to the table")
SORT = say("A click on a heading sorts by it.")
