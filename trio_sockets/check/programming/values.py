"""Names for converting bytes to numbers and text, and for random numbers."""

from trio_sockets.check.programming.clauses import an_error, raises, returns, throws
from trio_sockets.check.programming.term import Term
from trio_sockets.words import say

TO_NUMBER = Term(
    python="int()",
    java="Integer.parseInt()",
    c="strtol()",
    cpp="std::stoi()",
    csharp="int.Parse()",
    javascript="Number()",
    go="strconv.Atoi()",
    php="intval()",
    ruby="Integer()",
    perl="int()",
    other=say("the conversion to a number"),
)
"""The call that reads a whole number: a noun."""

NOT_A_NUMBER = Term(
    python=raises("int()", "ValueError"),
    java=throws("Integer.parseInt()", "NumberFormatException"),
    c=say("strtol() leaves its end pointer at the beginning, and atoi() returns 0,"),
    cpp=throws("std::stoi()", "std::invalid_argument"),
    csharp=throws("int.Parse()", "FormatException"),
    javascript=returns("Number()", "NaN"),
    go=an_error("strconv.Atoi()"),
    php=say("intval() returns 0, and filter_var($s, FILTER_VALIDATE_INT) returns false,"),
    ruby=say("Integer() raises ArgumentError, and to_i returns 0,"),
    perl=say("a text counts as 0, unless you match it with a pattern such as /^-?\\d+$/ first,"),
    other=say("the conversion to a number fails"),
)
"""A text is not a whole number: a clause, followed by a comma or by "for a text that…"."""

CATCH_NUMBER = Term(
    python=say("catch ValueError around int()"),
    java=say("catch NumberFormatException around Integer.parseInt()"),
    c=say("check where the end pointer of strtol() points"),
    cpp=say("catch std::invalid_argument and std::out_of_range around std::stoi()"),
    csharp=say("use int.TryParse()"),
    javascript=say("check the result of Number() with Number.isInteger()"),
    go=say("check the error of strconv.Atoi()"),
    php=say("check it with filter_var($s, FILTER_VALIDATE_INT) before you use it"),
    ruby=say("rescue ArgumentError around Integer()"),
    perl=say("match it with /^-?\\d+$/ before you use it"),
    other=say("check whether the conversion to a number failed"),
)
"""How to detect a text that is not a number: an imperative."""

LONG_NUMBER = Term(
    python=say("int() itself refuses more than 4,300 digits"),
    java=say("Integer.parseInt() itself refuses more than 10 digits"),
    c=say("strtol() then sets errno to ERANGE, and atoi() may return any number"),
    cpp=throws("std::stoi()", "std::out_of_range"),
    csharp=throws("int.Parse()", "OverflowException"),
    javascript=say("Number() then returns Infinity, or an inexact number"),
    go=say("strconv.Atoi() returns an error for more than 19 digits"),
    php=say("intval() then returns the largest integer"),
    ruby=say("Integer() takes any length: it costs time and memory"),
    perl=say("it becomes an inexact number, or inf"),
    other=say("the conversion to a number then fails, or returns another number"),
)
"""What happens with a number of 400 digits: a clause."""

NUMBER_ERROR = Term(
    python="ValueError",
    java="NumberFormatException",
    c="ERANGE",
    cpp="std::invalid_argument",
    csharp="FormatException",
    javascript="NaN",
    go=say("the error of {call}", call="strconv.Atoi()"),
    php=say("the false of {call}", call="filter_var()"),
    ruby="ArgumentError",
    perl="inf",
    other=say("a conversion that failed"),
)
"""How a failed conversion is reported: a noun."""

DECODE = Term(
    python="decode()",
    java="new String(bytes, UTF_8)",
    c="printf()",
    cpp="std::string",
    csharp="Encoding.UTF8.GetString()",
    javascript="toString()",
    go="string()",
    php="mb_convert_encoding()",
    ruby="force_encoding()",
    perl="Encode::decode()",
    other=say("the decoding"),
)
"""The call that decodes bytes to text: a noun."""

BAD_UTF8 = Term(
    python=say("decode() raises UnicodeDecodeError: catch it, or pass errors='replace'"),
    java=say(
        "new String(bytes, UTF_8) replaces them by U+FFFD: what does your program do with it?"
    ),
    c=say("a char may be negative: give isdigit() and its like an unsigned char"),
    csharp=say("UTF8.GetString() replaces them by U+FFFD: what does your program do with it?"),
    javascript=say("toString() replaces them by U+FFFD: what does your program do with it?"),
    go=say("a string may hold any bytes: how do your conversions handle them?"),
    php=say("a string may hold any bytes: preg_match(.../u) and json_encode() then return false"),
    ruby=say("split and =~ raise ArgumentError: call scrub() first"),
    perl=say("a string may hold any bytes: does decode(..., FB_CROAK) die on them?"),
    other=say("text may be malformed: does your decoding replace it, or fail?"),
)
"""What bytes that are not UTF-8 cause, and what to do about them: a clause."""

STRIP = Term(
    python="strip()",
    java="strip()",
    c='line[strcspn(line, "\\r\\n")] = 0',
    cpp="pop_back()",
    csharp="TrimEnd()",
    javascript="trimEnd()",
    go="strings.TrimSpace()",
    php="rtrim()",
    ruby="chomp",
    perl="s/\\r?\\n$//",
    other=say("a trim"),
)
"""What removes the end of a line, including a CR: a noun."""

SPLIT = Term(
    python="split()",
    java="split()",
    c="strtok()",
    cpp="find()",
    csharp="Split()",
    javascript="split()",
    go="strings.Split()",
    php="explode()",
    ruby="split",
    perl="split",
    other=say("a split"),
)
"""What splits a command from its argument: a noun."""

SPLIT_ONCE = Term(
    python="split(' ', 1)",
    java='split(" ", 2)',
    c="strchr(line, ' ')",
    cpp="find(' ')",
    csharp="Split(' ', 2)",
    javascript="indexOf(' ')",
    go='strings.Cut(line, " ")',
    php="explode(' ', $line, 2)",
    ruby="split(' ', 2)",
    perl="split(/ /, $line, 2)",
    other=say("a split that stops at the first space"),
)
"""What splits at the first space only: a noun."""

RANDOM = Term(
    python="random.randint(1, n)",
    java="random.nextInt(n) + 1",
    c="rand() % n + 1",
    cpp="std::uniform_int_distribution<>(1, n)",
    csharp="random.Next(1, n + 1)",
    javascript="Math.floor(Math.random() * n) + 1",
    go="rand.Intn(n) + 1",
    php="random_int(1, n)",
    ruby="rand(1..n)",
    perl="int(rand($n)) + 1",
    other=say("the random number from 1 to n"),
)
"""What returns a random number from 1 to n, both included: a noun."""

SEED = Term(
    python="seed()",
    java="new Random(42)",
    c="srand(42)",
    cpp="std::mt19937(42)",
    csharp="new Random(42)",
    javascript=say("a generator with a seed"),
    go="rand.Seed(42)",
    php="mt_srand(42)",
    ruby="srand(42)",
    perl="srand(42)",
    other=say("a seed"),
)
"""What makes the random numbers the same each time, if given a constant: a noun."""
