"""Knows how a published result is judged: what can be derived again, and what contradicts it."""

from halflap.rulebook.audit.contradiction import AuditReport, Contradiction
from halflap.rulebook.audit.report import audit_event

__all__ = ["AuditReport", "Contradiction", "audit_event"]
