"""Knows the form by which the secretary opens a competition, with a shipped format or an own."""

from __future__ import annotations

from datetime import date

from halflap.intake.decoding import decode
from halflap.intake.unreadable import Unreadable
from halflap.meet.commands import Command, OpenCompetition
from halflap.meet.commands.base import refuse
from halflap.meet.state import Meet
from halflap.rulebook.explain import explain
from halflap.rulebook.format_file import SHIPPED, BadFormat, read_format, shipped, shipped_text
from halflap.rulebook.format_lines import line_of
from halflap.rulebook.tables import categories, categories_text
from halflap.sport.category import distance_m
from halflap.web.forms import Field, Form, Typed
from halflap.words.sentence import say


def opening_form(meet: Meet, language: str) -> Form:
    """A competition with its category, distance and format."""

    def make(typed: Typed) -> Command:
        category = typed.text("category")
        return OpenCompetition(
            competition=typed.text("competition"),
            title=typed.text("title") or typed.text("competition"),
            category=category if category in categories() else "",
            distance_m=typed.number("distance") or _distance(meet, typed),
            format_text=_format_text(typed),
            categories_text=categories_text(),
        )

    def called(fr: str, en: str) -> str:
        return fr if language == "fr" else en

    return Form(
        id="open-competition",
        explains=lambda typed: explain(read_format(_format_text(typed)), language),
        title=say("Open a competition"),
        button=say("Open"),
        command="OpenCompetition",
        make=make,
        main=not meet.competitions,
        fields=(
            Field(
                name="competition",
                label=say("Short name"),
                hint=say("It stands in addresses and cannot be changed, such as men-elite."),
                codes=("competition-id", "competition-open"),
                needed=True,
            ),
            Field(
                name="title",
                label=say("Title"),
                hint=say("As it is to be printed; empty: the short name."),
                codes=("title",),
            ),
            Field(
                name="category",
                label=say("Category"),
                kind="choice",
                options=(
                    ("", say("none of these")),
                    *(
                        (each.id, f"{each.id} · {called(each.name_fr, each.name_en)}")
                        for each in categories().values()
                    ),
                ),
            ),
            Field(
                name="distance",
                label=say("Distance in metres"),
                kind="number",
                hint=say("Empty: that of the category in the year of the meet."),
                codes=("distance",),
            ),
            Field(
                name="format",
                label=say("Format"),
                kind="choice",
                options=(
                    ("", say("choose")),
                    *(
                        (each, f"{called(shipped(each).name.fr, shipped(each).name.en)} · {each}")
                        for each in SHIPPED
                    ),
                ),
                codes=("bad-format",),
            ),
            Field(
                name="own",
                label=say("Or a format of your own"),
                kind="file",
                hint=say(
                    "A TOML file, such as a changed copy of one below. Preview checks it and says"
                    " what it means; then open with exactly what was checked."
                ),
            ),
            Field(name="text", label=say("Format"), kind="hidden"),
        ),
    )


def _distance(meet: Meet, typed: Typed) -> int:
    category = categories().get(typed.text("category"))
    if category is None or not meet.date:
        raise refuse(
            "field-distance",
            say("The distance is not given, and no category says it."),
            say("Give it in metres, such as 4000."),
        )
    year = date.fromisoformat(meet.date).year
    try:
        return distance_m(category, year)
    except ValueError as error:
        problem = error.args[0]
        raise refuse("field-distance", problem, say("Give it in metres, such as 4000.")) from error


def _format_text(typed: Typed) -> str:
    """The whole text of the format: of a file just sent, as it was checked, or a shipped one."""
    data = typed.files.get("own", b"")
    if (data or typed.text("text")) and typed.text("format"):
        raise refuse(
            "field-format",
            say("Two formats are chosen: this one and one of your own."),
            say("Leave this one at “choose”, or load the page anew."),
        )
    if data:
        text = _read(data)
        if not typed.ticked("preview"):
            raise refuse(
                "field-own",
                say("A format is checked before it is used."),
                say("Choose the file again and press Preview."),
            )
        typed.put("text", text)
        return text
    if typed.text("text"):
        kept = typed.texts["text"].replace("\r\n", "\n")
        _check(kept)
        return kept
    if typed.text("format") not in SHIPPED:
        raise refuse(
            "field-format",
            say("No format is chosen."),
            say("Choose one; what each means stands below."),
        )
    return shipped_text(typed.text("format"))


def _read(data: bytes) -> str:
    try:
        text, _ = decode(data)
    except Unreadable as error:
        raise refuse("field-own", error.sentence, say("Nothing was opened.")) from error
    _check(text)
    return text


def _check(text: str) -> None:
    """Refuse a format that cannot be used, with the line of what is wrong in it."""
    try:
        read_format(text)
    except BadFormat as error:
        line = line_of(text, error.path) if error.path else None
        raise refuse(
            "field-own",
            error.sentence
            if line is None
            else say("Line {line}: {problem}", line=line, problem=error.sentence),
            say("Mend the file and choose it again; nothing was opened."),
        ) from error
