"""The programming languages that advice knows."""

from enum import StrEnum


class ProgrammingLanguage(StrEnum):
    """A language; its value is the field of a `Term` that holds its name."""

    PYTHON = "python"
    JAVA = "java"
    C = "c"
    CPP = "cpp"
    CSHARP = "csharp"
    JAVASCRIPT = "javascript"
    GO = "go"
    PHP = "php"
    RUBY = "ruby"
    PERL = "perl"
    OTHER = "other"
    """Any other language: advice for it uses neutral words."""
