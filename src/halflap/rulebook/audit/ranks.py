"""Knows whether printed ranks follow the times: in qualifying over the round, in match rounds among
winners and among losers. Who won a heat is judged elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from halflap.rulebook.audit.contradiction import Contradiction, doubt, error
from halflap.rulebook.audit.order import fewest_out_of_order, scope
from halflap.rulebook.audit.sheet import RODE, Row, Sheet
from halflap.words.sentence import Sentence, say

_OUT = ("DNS", "DNF", "DSQ")


def ranks_against_times(sheet: Sheet) -> Iterator[Contradiction]:
    """The fewest rows whose rank and time cannot both be right, and holes in complete rankings."""
    for index, each in enumerate(sheet.event.rounds):
        if each.kind == "qualifying" and scope(sheet, index) == "round":
            yield from _qualifying(sheet, index)
        elif each.kind == "match" and scope(sheet, index) != "heat":
            winners, losers = _split(sheet, index)
            yield from _chain(winners)
            yield from _chain(losers)


def _qualifying(sheet: Sheet, index: int) -> Iterator[Contradiction]:
    rows = sheet.rows[index]
    # A caught rider with a rank has it by his time (UCI 3.2.056); older formats give him none.
    ranked = [row for row in rows if row.us is not None and row.ride.status in ("OK", "CAP", "OVL")]
    found = tuple(_chain(ranked))
    yield from found
    worst = max((row.rank for row in ranked if row.rank and row.timed), default=0)
    if any(row.timed and row.rank is None and not row.contradicted for row in ranked):
        worst += len(rows)  # a rider with a time has no rank, so nobody else can have one instead
    for row in rows:
        untimed = row.ride.status == "OVL" and row.us is None
        if row.rank and row.rank < worst and (untimed or row.ride.status in _OUT):
            derived = say(
                "{name} is {status} and stands before riders with a time.",
                name=row.name,
                status=row.ride.status or "",
            )
            yield error("rank", row.where, row.line, derived, _rule())
    if not found and sheet.whole(index):
        yield from _holes(rows)


def _holes(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """A rank that nobody holds although nobody is shared before it: 1, 2, 4."""
    ranks = sorted(row.ride.rank for row in rows if row.ride.rank is not None)
    unranked = any(
        row.ride.rank is None and row.ride.status in (*RODE, "REL", "WO") for row in rows
    )
    if unranked:
        return
    for position, rank in enumerate(ranks, start=1):
        if rank > position:
            row = next(row for row in rows if row.ride.rank == rank)
            derived = say(
                "Only {before} riders are ranked before rank {rank}.",
                before=position - 1,
                rank=rank,
            )
            rule = say("Assumed: the source lists every rider of a round that it calls complete.")
            yield doubt("rank", row.where, row.line, derived, rule)
            return


def _split(sheet: Sheet, index: int) -> tuple[list[Row], list[Row]]:
    """Winners and losers of the heats, as far as the printed ranks tell them apart."""
    winners: list[Row] = []
    losers: list[Row] = []
    for _, rows in sheet.heats(index):
        ranked = sorted(
            (row for row in rows if row.rank is not None), key=lambda row: row.rank or 0
        )
        if len(ranked) == 2 and ranked[0].rank != ranked[1].rank:
            winners += [row for row in ranked[:1] if row.timed]
            losers += [row for row in ranked[1:] if row.ride.status == "OK" and row.us]
    return winners, losers


def _chain(rows: Sequence[Row]) -> Iterator[Contradiction]:
    ranked = [row for row in rows if row.rank is not None and row.us is not None]
    ranked.sort(key=lambda row: (row.rank or 0, row.us or 0))
    wrong = fewest_out_of_order(ranked, _agree)
    sound = [row for row in ranked if row not in wrong]
    for row in wrong:
        yield error("rank", row.where, row.line, _derived(row, sound), _rule())


def _agree(better: Row, worse: Row) -> bool:
    """Whether two rows, sorted by rank, fit: equal ranks have one time, worse ones no better."""
    assert better.us is not None
    assert worse.us is not None
    unit = max(better.unit, worse.unit)
    if better.rank == worse.rank:
        return better.us // unit == worse.us // unit
    return better.us // unit <= worse.us // unit


def _derived(row: Row, sound: Sequence[Row]) -> Sentence:
    assert row.us is not None
    before = [other for other in sound if (other.rank or 0) < (row.rank or 0)]
    after = [other for other in sound if (other.rank or 0) > (row.rank or 0)]
    slower = next((other for other in reversed(before) if (other.us or 0) > row.us), None)
    faster = next((other for other in after if (other.us or 0) < row.us), None)
    if slower is not None:
        return say(
            "{time} is faster than {other} of {name}, who has the better rank {rank}.",
            time=row.time,
            other=slower.time,
            name=slower.name,
            rank=slower.rank or 0,
        )
    if faster is not None:
        return say(
            "{time} is slower than {other} of {name}, who has only rank {rank}.",
            time=row.time,
            other=faster.time,
            name=faster.name,
            rank=faster.rank or 0,
        )
    return say(
        "{time} is not the time of the others on rank {rank}.", time=row.time, rank=row.rank or 0
    )


def _rule() -> Sentence:
    return say("The better time has the better rank (UCI 3.2.053).")
