"""Words and shapes that no page and no letter of this product shows (product.md, DESIGN.md).

A list of its own, so that softening the product's copy takes two edits.
"""

import re
from functools import cache

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
# What the same would be in the other languages: one list each.
NEVER_IN = {
    "de": r"""
        ex | ex-\w+ | zurückgewinn\w* | zurückerober\w* | versöhn\w* | beziehung\w* | trennungsschmerz | stalk\w*
      | punktestand | serie | abzeichen | fortschritt\w* | rangliste | chancen? | wahrscheinlichkeit | ziel(?:person)?
      | geöffnet | zuletzt\sgesehen | tippt\sgerade | nur\snoch\s\d+ | beeil\w* | letzte\schance | verpass\w*
      | countdown | überred\w* | überzeug\w* | geburtstag | jahrestag | missbrauch | opfer
    """,
    "fr": r"""
        ex | ex-\w+ | reconqu\w+ | récupér\w+ | réconcili\w+ | renou(?:er|ez|ons) | relation\w* | rupture\w*
      | âme\ssœur | harcel\w+ | séries? | scores? | badges? | niveau\ssup\w+ | classement\w* | progr(?:ès|ession\w*)
      | chances? | probabilit\w+ | cibles? | objectifs? | missions? | vu\sà | en\strain\sd.écrire | consulté\w*
      | compte\sà\srebours | plus\sque\s\d+ | dépêch\w+ | dernière\schance | ne\smanquez\spas | urgent\w*
      | convain\w+ | persuad\w+ | anniversaire\w* | abus\w* | victime\w*
    """,
    "es": r"""
        ex | ex-\w+ | reconquist\w+ | recuper\w+ | reconcili\w+ | relaci(?:ón|ones) | ruptura\w* | media\snaranja
      | acos\w+ | rachas? | puntuaci\w+ | insignias? | clasificaci\w+ | logros? | progresos?
      | probabilid\w+ | objetivos? | misi(?:ón|ones) | visto\sa\slas | está\sescribiendo | últim\w+\sconexión
      | cuenta\satrás | s[oó]lo\squedan?\s\d+ | date\sprisa | última\soportunidad | no\ste\s(?:lo\s)?pierdas
      | urgente\w* | convenc\w+ | persuad\w+ | cumpleaños | aniversario\w* | abus\w+ | víctima\w*
    """,
    # Arabic writes "the", "and" and "with" onto the word.
    "ar": r"""
        \w{0,4}(?:
            حبيب\w* | طليق\w* | مصالح(?:ة|تها|ته) | استعادة | انفصال\w* | علاق(?:ة|ات|تك|تكما) | ملاحقة | مطاردة
          | سلسلة | نقاط | شارات? | وسام | ترتيبك | إنجازات? | احتمال\w* | هدف\w* | مهمة | آخر\sظهور | شوهد | يكتب\sالآن
          | العد\sالتنازلي | لم\sيبق\sسوى\s\d+ | أسرع\w* | فرصة\w* | عاجل\w* | إقناع\w* | عيد\sميلاد | ذكرى\w*
          | ضحية | ضحايا
        )
    """,  # noqa: RUF001 - Arabic letters that look like Latin ones
}
# Marks: no shouting, no dash between thoughts, no percentage, no heart or flame or face.
NEVER_A_MARK = re.compile(
    r"!|[\u2014]|\s\u2013\s|\d\s?%|[\u2190-\u21ff\u2600-\u26ff\u2700-\u27bf]|[\U0001f000-\U0001faff]"
)


def found_in(words: str, language: str = "en") -> list[str]:
    """Return what must not stand in some words, with a little of what is around it."""
    spots = [spot for each in (_never(language), NEVER_A_MARK) for spot in each.finditer(words)]
    return [f"{spot[0]!r} in “{words[max(0, spot.start() - 40) : spot.end() + 40]}”" for spot in spots]


@cache
def _never(language: str) -> re.Pattern[str]:
    """Return the words of a language; one without a list of its own is an error."""
    return NEVER if language == "en" else re.compile(rf"\b(?:{NEVER_IN[language]})\b", re.IGNORECASE | re.VERBOSE)
