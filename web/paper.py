"""The report on paper: a tagged PDF that screen readers can follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from storage import images, titles
from web import typesetting
from web.texts import _, day, ngettext, spoken, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from criteria.editions.edition import Criterion, Practice, Standard
    from criteria.scores.scoring import Figure, Score
    from storage.models import Link
    from storage.planning_models import GapCare

TEMPLATE = Path(__file__).with_name("papers") / "report.typ"
MOST_QUOTES = 2


@dataclass(frozen=True, slots=True)
class Illustration:
    """A drawn page, and where passages stand on it, in shares of the page.

    A box is x, y, width and height, with whether it is of the passage read first.
    """

    page: int
    jpeg: bytes
    boxes: tuple[tuple[float, float, float, float, bool], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report tells.

    ``links`` are the confirmed ones by criterion, ``cared`` who closes which gap.
    ``exceptions`` are sentences about links that a later round may reject, ``pictures``
    the pages that were drawn, by link.
    """

    city: str
    standard: Standard
    score: Score
    links: Mapping[str, Sequence[Link]]
    cared: Mapping[str, GapCare]
    history: str
    exceptions: Sequence[str]
    pictures: Mapping[str, Illustration]


def made(report: Report) -> bytes:
    """The report as PDF/UA; the same values always make the same bytes."""
    with TemporaryDirectory() as folder:
        (Path(folder) / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        for link, picture in report.pictures.items():
            (Path(folder) / f"{link}.jpg").write_bytes(picture.jpeg)
        at = datetime.combine(report.score.on, time(), UTC)
        return typesetting.made(Path(folder), _told(report), at)


def _told(report: Report) -> dict[str, object]:
    standard, score = report.standard, report.score
    level = score.level.name if score.level else _("no level yet")
    ends = _("End of the history when this was made:")
    return {
        "title": _("Report: %(city)s", city=report.city),
        "summary": f"{standard.name}, {standard.edition}, {score.on.isoformat()}",
        "language": spoken(),
        "headline": _(
            "%(met)s of %(total)s criteria met on %(day)s",
            met=score.met,
            total=score.total,
            day=day(score.on),
        ),
        "level": _(
            "Level: %(level)s. Edition %(edition)s.",
            level=level,
            edition=standard.edition,
        ),
        "figures": [
            _figure(_("Confirmed"), score.confirmed, _("by reviewers")),
            _figure(_("Documented"), score.documented, _("with links that state it")),
            _figure(_("Proposed"), score.proposed, _("with all links that wait")),
        ],
        "statement": standard.statement,
        "digest": _("Digest of all that went into this score:") + f" {score.digest}",
        "words": {
            "contents": _("Contents"),
            "figures": [_("Figure"), _("Criteria"), _("What is counted")],
        },
        "practices": [_practice(practice, report) for practice in standard.practices],
        "history": f"{ends} {report.history}",
        "exceptions": {"title": _("Exceptions"), "lines": list(report.exceptions)},
    }


def _figure(name: str, figure: Figure, says: str) -> dict[str, str]:
    return {"name": name, "met": f"{figure.met} / {figure.total}", "says": says}


def _practice(practice: Practice, report: Report) -> dict[str, object]:
    criteria = report.standard.within(practice.code)
    met = sum(report.score.criterion(criterion.code).met for criterion in criteria)
    return {
        "name": practice.name,
        "says": _("%(met)s of %(total)s criteria met", met=met, total=len(criteria)),
        "criteria": [_criterion(criterion, report) for criterion in criteria],
    }


def _criterion(criterion: Criterion, report: Report) -> dict[str, object]:
    gap = report.score.gap(criterion.code)
    care = report.cared.get(criterion.code)
    lines = [gap.why, gap.next_step, _care(care)] if gap else []
    links = report.links.get(criterion.code, ())
    return {
        "name": f"{criterion.code} {criterion.name}",
        "status": _("Not met") if gap else _("Met"),
        "requirement": criterion.requirement,
        "lines": [line for line in lines if line],
        "papers": [_paper(link, report.pictures.get(link.id)) for link in links],
    }


def _care(care: GapCare | None) -> str:
    if care is None:
        return ""
    by = _("by %(day)s", day=day(care.due)) if care.due else ""
    return " ".join(part for part in (care.owner, by, care.note) if part)


def _paper(link: Link, picture: Illustration | None) -> dict[str, object]:
    language = link.document.language
    left = max(len(link.passages) - MOST_QUOTES, 0)
    more = ngettext("%(num)s more passage", "%(num)s more passages", left)
    return {
        "name": f"{told(titles.of(link.document))}" + (f" ({more})" if left else ""),
        "quotes": [
            {
                "text": told(passage.quote),
                "page": _("Page %(number)s", number=passage.page),
                "language": spoken() if language in {"", "other"} else language,
            }
            for passage in link.passages[:MOST_QUOTES]
        ],
        "picture": _picture(link, picture) if picture else None,
        "unpictured": "" if picture else _unpictured(link),
    }


def _unpictured(link: Link) -> str:
    """What is said of a page that could be drawn and is not."""
    if link.document.kind not in images.DRAWABLE:
        return ""
    return _("There is no picture of this page.")


def _picture(link: Link, picture: Illustration) -> dict[str, object]:
    name = titles.of(link.document)
    return {
        "file": f"{link.id}.jpg",
        "alt": _(
            "Page %(number)s of %(name)s as a picture. The passage stands in the text, "
            "too.",
            number=picture.page,
            name=name,
        ),
        "boxes": picture.boxes,
    }
