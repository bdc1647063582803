"""Knows the columns of entry lists by their headers, in English and French."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

COLUMNS: dict[str, tuple[str, ...]] = {
    "bib": ("bib", "no", "number", "num", "start no", "start number", "race no", "race number",
            "bib number", "bib no", "plate", "dossard", "numero", "numero de dossard", "n"),
    "name": ("name", "rider", "full name", "rider name", "athlete", "competitor", "cyclist",
             "coureur", "nom complet", "nom et prenom", "nom prenom", "prenom nom"),
    "family": ("last name", "family name", "surname", "family", "last", "lastname", "nom",
               "nom de famille"),
    "given": ("first name", "given name", "given", "first", "firstname", "forename", "prenom"),
    "nation": ("nation", "nat", "noc", "country", "nationality", "country code", "nation code",
               "pays", "nationalite", "code pays"),
    "uci_id": ("uci id", "uciid", "uci", "id uci", "uci number", "uci code", "licence uci"),
    "born": ("born", "year of birth", "birth year", "yob", "dob", "date of birth", "birthdate",
             "birth date", "ne", "nee", "ne e", "ne le", "date de naissance", "naissance",
             "annee de naissance", "annee"),
    "category": ("category", "cat", "class", "age group", "categorie", "classe"),
    "team": ("team", "club", "team name", "organisation", "organization", "equipe"),
    "seed": ("seed", "seeding", "ranking", "rank", "seed no", "tete de serie", "rang",
             "classement"),
    "pilot": ("pilot", "pilot name", "pilote", "nom du pilote"),
    "pilot_uci_id": ("pilot uci id", "uci id pilot", "id uci pilote", "pilote id uci"),
    "transponders": ("transponder", "transponders", "chip", "chips", "tag", "tags", "transpondeur",
                     "transpondeurs", "puce", "puces"),
}  # fmt: skip

_BY_WORD = {word: column for column, words in COLUMNS.items() for word in words}


def column_of(header: str) -> str | None:
    """The column that a header names, or None; capitals, accents and signs do not matter."""
    return _BY_WORD.get(_bare(header))


def column_among(columns: Mapping[str, tuple[str, ...]], header: str) -> str | None:
    """The first of other columns that a header names, or None."""
    bare = _bare(header)
    return next((column for column, words in columns.items() if bare in words), None)


def _bare(header: str) -> str:
    bare = unicodedata.normalize("NFKD", header.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", bare.replace("º", " ")).split())
