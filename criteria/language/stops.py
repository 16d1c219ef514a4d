"""Where sentences end, looked for in a whole document at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from criteria.language.text import TABLE_SIZE, CharTable, fold
from criteria.language.tokens import number_of

if TYPE_CHECKING:
    from criteria.language.text import Numbers, Points

Flags: TypeAlias = "npt.NDArray[np.uint8]"
Found: TypeAlias = "npt.NDArray[np.bool_]"

_STOP: Final = 1
_CLOSER: Final = 2
SPACE: Final = 4
_LOWER: Final = 8
_OPENER: Final = 16
DIGIT: Final = 32
ALNUM: Final = 64
HYPHEN: Final = 128  # that breaks a word at the end of a line
_FEW: Final = 8
_STOPS: Final = ".!?…。"
_HYPHENS: Final = "-\u2010\u00ad"
_CLOSERS: Final = "'\"”’»)]"
_OPENERS: Final = "\"'“‘«(¿¡["
_ABBREVIATIONS: Final = frozenset(
    word
    for line in (
        "no nos n nº núm num art arts sec secs sect fig vol p pp pág pag págs inc dept",
        "depto dpto approx est dr dra mr mrs ms sr sra srs st ave jr prof lic ing gov",
        "hon gen co corp ltd ltda cía etc e.g i.e cf vs al ed eds rev res ord dec par",
        "parág cap tel ext jan feb mar apr jun jul aug sep sept oct nov dic dez u.s av",
        "ee.uu mme mlle m d.c",
    )
    for word in line.split()
)
_SHORTENED: Final = np.array(sorted({number_of(fold(w)) for w in _ABBREVIATIONS}))
_LAST_WORD: Final = 12


def _flags_of(char: str) -> int:
    if ord(char) >= TABLE_SIZE:  # letters that have no case
        return _OPENER | ALNUM
    flags = _STOP * (char in _STOPS) | _CLOSER * (char in _CLOSERS)
    flags |= SPACE * char.isspace() | _LOWER * char.islower()
    flags |= HYPHEN * (char in _HYPHENS)
    flags |= DIGIT * char.isdigit() | ALNUM * char.isalnum()
    return flags | _OPENER * (char.isalnum() or char in _OPENERS)


_FLAGS: Final = CharTable(_flags_of)


def flags_of(points: Points) -> Flags:
    """Return what each character is, and one 0 behind the last."""
    return _FLAGS.look_up(points, behind=1)


def sentence_starts(
    text: str,
    points: Points,
    flags: Flags,
    words: tuple[Numbers, Numbers, Numbers],
    blocks: tuple[Numbers, Numbers],
) -> Numbers:
    """Return where in the text a sentence starts behind another one of its block.

    ``flags`` are those of the text, ``words`` the words' starts, ends and numbers,
    ``blocks`` the blocks' starts and ends, in order and apart from each other.
    """
    stops, ends, nexts = _candidates(flags)
    owner = np.searchsorted(blocks[0], stops, "right") - 1
    inside = (owner >= 0) & (nexts < np.append(blocks[1], 0)[owner])
    stops, ends, nexts, owner = (a[inside] for a in (stops, ends, nexts, owner))
    following = flags[nexts]
    closed = ((following & _OPENER) == 0) | (ends - stops > 1)
    closed |= points[stops] != ord(".")
    closed |= _behind_long_word(flags, stops, words)
    refused = (following & _LOWER) > 0
    ended = (closed & ~refused).tolist()
    doubtful = np.flatnonzero(~closed & ~refused)
    since = np.maximum(blocks[0][owner[doubtful]], stops[doubtful] - _LAST_WORD)
    places = nexts.tolist() if len(doubtful) else []
    columns = (doubtful.tolist(), since.tolist(), stops[doubtful].tolist())
    for number, least, stop in zip(*columns, strict=True):
        first = _last_start(places, ended, number, least)
        ended[number] = not _is_abbreviated(text[first:stop])
    starts: Numbers = nexts[np.array(ended, np.bool_)]
    return starts


def _last_start(nexts: list[int], ended: list[bool], number: int, since: int) -> int:
    """Return where the sentence starts that a stop is in, but not before ``since``."""
    for before in range(number - 1, -1, -1):
        if nexts[before] <= since:
            break
        if ended[before]:
            return nexts[before]
    return since


def _candidates(flags: Flags) -> tuple[Numbers, Numbers, Numbers]:
    """Return where runs of stops begin, where they end, and what is next.

    Closing quotes and brackets belong to a run. Only those that a space follows, and
    something behind it.
    """
    every = np.flatnonzero((flags & _STOP) > 0)
    begins = np.ones(len(every), np.bool_)
    begins[1:] = every[1:] - every[:-1] > 1
    stops = every[begins]
    ends = skipped(flags, stops, _STOP)
    ends = skipped(flags, ends, _CLOSER)
    nexts = skipped(flags, ends, SPACE)
    real = (nexts > ends) & (nexts < len(flags) - 1)
    return stops[real], ends[real], nexts[real]


def skipped(flags: Flags, places: Numbers, kind: int, *, step: int = 1) -> Numbers:
    """Return for each place the first one from there on that is not of a kind.

    The end of the text counts as one. With a step of -1 it is looked for backwards,
    and there must be one.
    """
    found = places.copy()
    going = np.flatnonzero(flags[found] & kind)
    for _ in range(_FEW):
        if not len(going):
            return found
        found[going] += step
        going = going[(flags[found[going]] & kind) > 0]
    others = np.flatnonzero((flags & kind) == 0)
    if step > 0:
        found[going] = others[np.searchsorted(others, found[going])]
    else:
        found[going] = others[np.searchsorted(others, found[going]) - 1]
    return found


def _behind_long_word(
    flags: Flags, stops: Numbers, words: tuple[Numbers, Numbers, Numbers]
) -> Found:
    """Tell which stops stand behind a plain word that is never cut short."""
    starts, ends, numbers = words
    if not len(starts):
        return np.zeros(len(stops), np.bool_)
    last = np.maximum(np.searchsorted(starts, stops) - 1, 0)
    begin = starts[last]
    plain = (ends[last] == stops) & (stops - begin > 1)
    plain &= (flags[begin] & DIGIT) == 0
    plain &= (begin == 0) | ((flags[begin - 1] & SPACE) > 0)
    number = numbers[last]
    shortened = _SHORTENED.take(_SHORTENED.searchsorted(number), mode="clip") == number
    found: Found = plain & ~shortened
    return found


def _is_abbreviated(before: str) -> bool:
    """Tell whether a full stop after these words does not end a sentence."""
    last = before.split()[-1:]
    if not last:
        return True
    word = last[0].lstrip("([\"'“«").lower()
    is_letter = len(word) == 1 and word.isalpha()
    is_number = word.isdigit() and len(before) == len(last[0])
    return is_letter or is_number or word in _ABBREVIATIONS
