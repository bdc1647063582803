"""Knows at which form of the desk or the office the next step of a competition is done."""

from __future__ import annotations

from urllib.parse import quote

from halflap.meet.state import Competition
from halflap.meet.views.step import Step

OF_PHASE = {
    "DrawPhase": "draw",
    "KeepDraw": "keep",
    "DrawLots": "lots",
    "ConfirmRanking": "confirm-ranking",
}
OF_HEAT = {
    "RecordOutcomes": "record",
    "CloseReview": "end-review",
    "Rule": "rule",
    "CorrectResult": "correct",
}


def address_of(competition: Competition, step: Step) -> str:
    """The page with the form of a step; once nothing is left, the final classification."""
    name = quote(competition.id, safe="")
    if step.does in {"EnterRiders", "WithdrawRider"}:
        return f"/office/competition/{name}"
    at = "/".join(quote(part, safe="") for part in (step.phase, step.heat) if part)
    page = f"/desk/competition/{name}/{at}".rstrip("/")
    if step.does in OF_PHASE:
        return f"{page}#form-{OF_PHASE[step.does]}"
    if step.does in OF_HEAT:
        return f"{page}#form-{OF_HEAT[step.does]}"
    match step.does:
        case "DecideProtest":
            return f"{page}#form-protest-{step.of}"
        case "IssueDocument":
            return f"{page}#form-issue-{step.of}"
        case "ConfirmRecord":
            return f"{page}#form-record-{step.of}"
        case "ConfirmClassification":
            return f"{page}#form-confirm-classification"
        case _:
            return f"{page}#classification"
