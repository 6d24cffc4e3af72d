"""Coverage-guided fuzzing of whatever reads bytes from a stranger. ``python -m fuzz``.

A target is a plain function, listed in `fuzz.targets`. It needs no fuzzer, so the tests replay the
kept inputs of `fuzz.corpus` wherever they run.
"""
