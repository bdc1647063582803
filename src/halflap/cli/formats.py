"""``halflap formats``: the shipped formats listed, one explained in words, one's own checked."""

from __future__ import annotations

import click

from halflap.cli.command import Group, argument, as_json, option
from halflap.cli.failure import DONE
from halflap.cli.output import Json, write_json
from halflap.cli.published import format_of, format_of_text, format_text, text_of
from halflap.cli.say import language, out, painted, spoken
from halflap.cli.table import table
from halflap.rulebook.explain import explain
from halflap.rulebook.format import Words
from halflap.rulebook.format_file import SHIPPED, shipped
from halflap.words.sentence import say


@click.group(
    "formats",
    cls=Group,
    invoke_without_command=True,
    help=say("List the competition formats, explain one in words, or check your own.").template,
)
@as_json
@click.pass_context
def formats(ctx: click.Context, as_json: bool) -> int:
    """Without a command below it: the list."""
    if ctx.invoked_subcommand is None:
        _list(as_json)
    return DONE


formats.examples = (
    ("halflap formats", say("the formats that come with halflap")),
    ("halflap formats show uci-2025", say("one of them in words")),
    ("halflap formats show uci-2025 --toml > club.toml", say("a copy to change")),
    ("halflap formats check club.toml", say("whether your own can be used")),
)


def in_language(words: Words) -> str:
    """The words in the language of the run."""
    return words.fr if language() == "fr" else words.en


def _list(as_json: bool) -> None:
    shown = [shipped(format_id) for format_id in SHIPPED]
    if as_json:
        rows: list[Json] = [
            {"id": each.id, "name": in_language(each.name), "summary": in_language(each.summary)}
            for each in shown
        ]
        write_json(rows)
        return
    head = [spoken(say("id")), spoken(say("name"))]
    out(*table(head, [[each.id, in_language(each.name)] for each in shown]))
    for each in shown:
        out("", painted(each.id, "bold"), f"  {in_language(each.summary)}")


@formats.add(
    "show",
    says=say("Explain a format in words: every rule and switch that applies to it."),
    examples=(
        ("halflap formats show olympic-2004", say("in words")),
        ("halflap formats show club.toml", say("your own")),
        ("halflap formats show olympic-2004 --toml", say("as its file")),
    ),
)
@argument("name", metavar="ID|FILE", says=say("A shipped format, or a file such as club.toml."))
@option("--toml", is_flag=True, says=say("Show the file itself, to copy and change."))
def show(name: str, toml: bool) -> int:
    """The command."""
    fmt = format_of(name)
    if toml:
        out(format_text(name).rstrip("\n"))
        return DONE
    out(painted(f"{in_language(fmt.name)} ({fmt.id})", "bold"), in_language(fmt.summary))
    for chapter in explain(fmt, language()):
        out("", painted(spoken(chapter.title), "bold"))
        out(*(f"  {spoken(line)}" for line in chapter.lines))
    out("", painted(spoken(say("Sources")), "bold"), *(f"  {source}" for source in fmt.sources))
    return DONE


@formats.add(
    "check",
    says=say("Check a format file: what is wrong is named by key or line. Changes nothing."),
    examples=(("halflap formats check club.toml", say("ends with 0 if it can be used, 2 if not")),),
)
@argument("file", metavar="FILE.toml", says=say("The file; - is standard input."))
def check(file: str) -> int:
    """The command."""
    fmt = format_of_text(file, text_of(file))
    out(say("{file} can be used: {name} ({id}).", file=file, name=in_language(fmt.name), id=fmt.id))
    return DONE
