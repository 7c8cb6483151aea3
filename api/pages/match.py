"""The page of a match: where it stands, what is worth a look and why, and what happened in it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from litestar import get
from litestar.response import Redirect, Template

from api.match_views import match_for
from api.pages import words
from api.pages.about import About
from api.pages.as_of import PARTS, AsOf, address, as_of_in
from api.pages.dates import NotUnderstood, day_words, full_day_words, moment_words
from api.pages.facts import InWords, terms_words
from api.pages.flow import step_href
from api.pages.frame import FROM_CASELOAD, Asking, AtDesk, Names, count_words, page
from api.pages.links import link_to, path_of
from api.pages.rhythm import rhythm_picture
from api.pages.steps import steps_of_match
from api.pages.timeline import timeline
from api.pages.words import states
from domain.indicators import LEVELS, AcknowledgeIndicator, IndicatorCode, Severity
from domain.indicators.language import NOT_JUDGED, Standing
from domain.people import MatchId, subject
from domain.periods import local_day
from projections.dependency_indicators import Row as IndicatorRow
from projections.match_page import GoalShown, MatchPage, SessionShown

MOST_SESSIONS = 12
"""So many sessions stand in the table; the others are in what happened."""


@get("/matches/{match:str}", sync_to_thread=True, view="match_page")
def match_as_page(request: Asking, desk: AtDesk, directory: Names) -> Template | Redirect:
    """The page, today or as of another day."""
    query = dict(request.query_params)
    about = About(desk, directory, request.path_params)
    path = path_of(MatchId(about.ids["match"]))
    try:
        asked, error = as_of_in(query, about.now), None
    except NotUnderstood as wrong:
        asked, error = AsOf(), str(wrong)
    if error is None and any(part in query for part in PARTS):
        return Redirect(address(path, asked.query), status_code=303)
    found = match_for(desk, MatchId(about.ids["match"]), **asked.query)
    return Shown(about, found, asked).page(query, error)


class Shown:
    """One match at one moment, in words."""

    def __init__(self, about: About, found: MatchPage, asked: AsOf) -> None:
        """Join the names to what was found."""
        self.about, self.found, self.asked = about, found, asked
        self.today: date = local_day(about.now)
        self.spoken = InWords(
            person=about.two["{person}"],
            peer=about.two["{peer}"],
            peers_name=about.name(subject("peer", found.peer)) if found.peer else "nobody",
            offers=about.offers(),
            today=self.today,
        )

    def page(self, query: Mapping[str, str], error: str | None) -> Template:
        """The whole page."""
        found, asked, path = self.found, self.asked, path_of(self.found.match)
        raised = [each for each in found.indicators if each.severity]
        above = next((each.since for each in raised if each.code == "D1"), None)
        steps = [] if asked else self._steps()
        return page(
            "match.html",
            status=400 if error else 200,
            breadcrumbs=self._crumbs(),
            as_of=asked.banner(path),
            errors=[{"text": error, "field": "day"}] if error else None,
            position=found.position,
            day=full_day_words(asked.day) if asked.day else None,
            control=asked.control(query, error),
            here=path,
            names=f"{self.spoken.person} and {self.spoken.peer}",
            known=found.since is not None,
            state=states.state_words(found.state),
            since=day_words(local_day(found.since), self.today) if found.since else None,
            next=steps[0] if steps else None,
            others=steps[1:],
            level=LEVELS[Severity(found.level)].capitalize() if found.level else None,
            escalated=found.escalated_on is not None,
            raised=[self._indicator(each) for each in raised],
            quiet=[self._quiet(each) for each in found.indicators if not each.severity],
            too_early=found.level is None and bool(found.indicators),
            facts=self._facts(),
            due=[flag["sentence"] for flag in found.flags],
            picture=rhythm_picture(found.rhythm, above, self.today),
            sessions=[self._session(each) for each in found.sessions[:MOST_SESSIONS]],
            more_sessions=max(len(found.sessions) - MOST_SESSIONS, 0),
            goals=[self._goal(each) for each in found.goals],
            reviews=[*self._reviews()],
            in_full=found.in_full,
            definitions=found.indicators[0].definitions if found.indicators else None,
            entries=timeline(
                found.entries,
                self.about.directory,
                self.today,
                past=bool(asked) or not found.in_full,
            ),
        )

    def _crumbs(self) -> list[dict[str, str]]:
        crumbs = [{**FROM_CASELOAD, "href": address("/caseload", self.asked.query)}]
        if self.found.in_full:
            href = address(f"/people/{self.found.person}", self.asked.query)
            name = self.about.name(subject("person", self.found.person))
            crumbs.append({"label": name, "href": href})
        return crumbs

    def _steps(self) -> list[dict[str, str]]:
        """What can be done, for whoever may do it: a supervisor reads."""
        if not self.found.in_full:
            return []
        steps = steps_of_match(self.about.match, self.found.state)
        return [
            {
                "text": words.FORMS[step].title,
                "href": (link_to if number else step_href)(step, match=self.found.match),
            }
            for number, step in enumerate(steps)
        ]

    def _facts(self) -> list[dict[str, Any]]:
        found, today = self.found, self.today
        agreed = found.agreement
        coordinator = found.coordinator
        facts: list[dict[str, Any]] = [
            {"key": "Peer supporter", "value": self.spoken.peers_name},
            {
                "key": "Support",
                "value": self.spoken.offers.get(found.offer, "") if found.offer else "",
            },
            {
                "key": "Agreed",
                "value": terms_words(agreed, self.spoken) if agreed else "nothing yet",
            },
        ]
        if agreed is not None:
            by_chance = self.spoken.answer(agreed.chance_encounter)
            facts.append({"key": "If they meet by chance", "value": by_chance})
        if found.planned_end is not None:
            until = day_words(found.planned_end, today)
            if found.extensions:
                until += f", extended {count_words(len(found.extensions), 'time')}"
            facts.append({"key": "Planned to", "value": until})
        if found.review_due_on is not None:
            facts.append({"key": "Next review", "value": day_words(found.review_due_on, today)})
        if coordinator is not None:
            name = self.about.name(subject("staff", coordinator))
            facts.append({"key": "Coordinator", "value": name})
        if found.next_step is not None:
            facts.append({"key": "What comes next", "value": found.next_step})
        return facts

    # --- What is worth a look ---

    def _indicator(self, row: IndicatorRow) -> dict[str, Any]:
        """One indicator that is raised: its sentence, and all that stands behind it."""
        inputs = [each for each in self.found.entries if each.position in row.inputs]
        return {
            "sentence": row.sentence,
            "urgency": LEVELS[Severity(row.severity)].capitalize(),
            "explanations": row.explanations,
            "change": row.change,
            "quiet": day_words(row.quiet_until, self.today) if row.quiet_until else None,
            "seen": row.seen_at is not None,
            "contested": row.contested,
            "facts": [
                {"when": moment_words(each.at, self.today), "sentence": each.sentence}
                for each in inputs
            ],
            "elsewhere": len(row.inputs) - len(inputs),
            "said": [] if self.asked or not self.found.in_full else self._said(row),
        }

    def _said(self, row: IndicatorRow) -> list[dict[str, str]]:
        """Where somebody says what they make of it."""
        code = IndicatorCode(row.code)
        links = []
        for command in words.ABOUT_INDICATORS:
            href = link_to(command, match=self.found.match)
            text = words.FORMS[command].title
            if command is AcknowledgeIndicator:
                text = "Say what you think"
            links.append({"text": text, "href": address(href, {"indicator": code.value})})
        return links

    def _quiet(self, row: IndicatorRow) -> list[str]:
        """One indicator that asks for nothing, and whether it could be judged."""
        topic = words.ANSWERS[IndicatorCode][IndicatorCode(row.code)]
        judged = "no" if Standing(row.standing) in NOT_JUDGED else "yes"
        return [topic, row.sentence, judged]

    # --- What happened ---

    def _session(self, session: SessionShown) -> list[Any]:
        when = session.ended_at or session.planned_for
        worry = {True: "yes", False: "no", None: "not said yet"}[session.worried]
        held = session.ended_at is not None
        return [
            moment_words(when, self.today) if when else "date not known",
            states.SESSION_STATES[session.state],
            words.CHANNELS[session.mode] if session.mode else "",
            f"{session.minutes} minutes" if session.minutes else "",
            worry if held else "none yet",
        ]

    def _goal(self, goal: GoalShown) -> dict[str, Any]:
        said = [
            f"{'no longer held' if rating is None else f'{rating} of 10'} "
            f"on {day_words(local_day(at), self.today)}"
            for at, rating in goal.ratings
        ]
        return {
            "words": goal.words if isinstance(goal.words, str) else "no longer held",
            "keeps": goal.maintenance,
            "set": day_words(local_day(goal.set_at), self.today),
            "closed": day_words(local_day(goal.closed_at), self.today) if goal.closed_at else None,
            "ratings": said,
        }

    def _reviews(self) -> Iterable[str]:
        """Each review in a sentence, the latest first."""
        for each in reversed(self.found.reviews):
            heard = [self.spoken.answer(side) for side in sorted(each.heard)]
            asked = f"asked separately: {' and '.join(heard)}" if heard else "nobody's own view"
            yield (
                f"{day_words(local_day(each.at), self.today)}: "
                f"{self.spoken.answer(each.decision).lower()}; {asked}."
            )
