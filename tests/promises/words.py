"""Words and shapes that no page and no letter of this product shows (product.md, DESIGN.md).

A list of its own, so that softening the product's copy takes two edits.
"""

import re

# What would make of a person a game, a target or a case; what hurries, watches, or speaks of the past.
NEVER = re.compile(
    r"""
    \b(?:
        ex | ex-\w+ | win(?:ning)?\s(?:\w+\s){0,3}back | get(?:ting)?\s(?:\w+\s){0,2}back\stogether
      | reconcil\w+ | reconnect\w*
      | reach(?:ing)?\sout | relationship\w* | breakup | broke\sup | soulmate\w* | love\sof | stalk\w* | pursu\w+
      | streaks? | scores? | badges? | level\sup | points | ranking | rank | leaderboard | achievements? | progress
      | chances? | odds | probabilit\w+ | success\srate | targets? | mission | operation
      | opened | last\sseen | seen\sat | is\styping | hasn.?t\s(?:replied|opened|looked) | viewed | read\sreceipt
      | countdown | only\s\d+\s(?:days?|hours?|minutes?)(?:\sleft)? | (?<!no\s)hurry | last\schance | don.?t\smiss
      | act\snow | urgent | (?:she|he|they).ll\slove | make\s(?:her|him|them) | convince | persuade
      | people\syou\smay\sknow | suggested\sfor\syou
      | no,?\si\sdon.?t\scare | birthday | anniversary
      | plan\swith\syou | abuse | abuser | victim
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
NEVER_IN_GERMAN = re.compile(
    r"""
    \b(?:
        ex | ex-\w+ | zurückgewinn\w* | zurückerober\w* | versöhn\w* | beziehung\w* | trennungsschmerz | stalk\w*
      | punktestand | serie | abzeichen | fortschritt\w* | rangliste | chancen? | wahrscheinlichkeit | ziel(?:person)?
      | geöffnet | zuletzt\sgesehen | tippt\sgerade | nur\snoch\s\d+ | beeil\w* | letzte\schance | verpass\w*
      | countdown | überred\w* | überzeug\w* | geburtstag | jahrestag | missbrauch | opfer
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Marks: no shouting, no dash between thoughts, no percentage, no heart or flame or face.
NEVER_A_MARK = re.compile(
    r"!|[\u2014]|\s\u2013\s|\d\s?%|[\u2190-\u21ff\u2600-\u26ff\u2700-\u27bf]|[\U0001f000-\U0001faff]"
)


def found_in(words: str, language: str = "en") -> list[str]:
    """Return what must not stand in some words, with a little of what is around it."""
    lists = (NEVER, NEVER_A_MARK) if language == "en" else (NEVER_IN_GERMAN, NEVER_A_MARK)
    spots = [spot for each in lists for spot in each.finditer(words)]
    return [f"{spot[0]!r} in “{words[max(0, spot.start() - 40) : spot.end() + 40]}”" for spot in spots]
