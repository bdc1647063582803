"""Knows the description of the API (OpenAPI 3.1), made from the types and addresses themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute, Route

from halflap import __version__
from halflap.hub.control import KINDS
from halflap.meet.commands import Command
from halflap.web.command_examples import EXAMPLES
from halflap.web.commands_api import HEADER, Answered, Given, NotDone, Previewed
from halflap.web.operations import OPERATIONS, Operation, written
from halflap.web.roles import MAY_GIVE, Role

COMMANDS = "/api/v1/commands/{name}"
"""The address of all commands; each is described by itself."""

_REF = "#/components/schemas/{name}"
_RESPONSES = "#/components/responses/"
_SUCH_AS = {
    "competition": "men",
    "phase": "qualifying",
    "heat": "1",
    "run": 1,
    "number": 1,
    "bib": 1,
}
_WHOLE = ("run", "number", "bib")
"""What in an address is a whole number."""
_ID = {"minLength": 1, "maxLength": 100, "pattern": "^[ -~]+$"}
_DENIED = {401: "Nobody is signed in.", 403: "Not for this role.", 429: "Too many wrong tokens."}
_REFUSED = {
    400: "What was sent is not what this takes.",
    404: "There is no such thing in this meet.",
    409: "Not possible now, too late, or something was decided meanwhile; nothing was changed.",
    413: "Too long.",
    429: "Too many.",
    503: "It could not be kept, or nobody more can be told at once.",
}
_ABOUT = (
    "Everything that the pages of a meet show and do. Times are whole microseconds (`_us`), a "
    "sentence is given in every language. A program sends the token as a bearer; a page sends "
    "its session and the header `X-Halflap: 1`. Within version 1 fields are added and never "
    "changed: pass over those that you do not know."
)


def description(routes: Iterable[BaseRoute]) -> dict[str, Any]:
    """The description of those addresses that are among ``routes``."""
    served = set(_served(routes))
    operations = [each for each in OPERATIONS if (each.method, each.path) in served]
    kinds = KINDS if ("post", COMMANDS) in served else {}
    components = _Components(operations, kinds.values())
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        paths.setdefault(each.path, {})[each.method] = components.operation(each)
    for name, kind in kinds.items():
        paths[COMMANDS.replace("{name}", name)] = {"post": components.command(name, kind)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "halflap",
            "version": __version__,
            "summary": "A track-cycling pursuit meet",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "the machine that runs the meet"}],
        "paths": paths,
        "components": {
            "schemas": components.schemas,
            "responses": components.responses,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "halflap-session"},
            },
        },
    }


def _served(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    for each in routes:
        if isinstance(each, Route):
            for method in each.methods or ():
                yield method.lower(), written(each.path)


def given(name: str, kind: type[Command]) -> type[msgspec.Struct]:
    """``Given`` with this very command in it."""
    types: dict[str, Any] = {
        "command": kind,
        "id": Annotated[str, msgspec.Meta(extra_json_schema=_ID)],
    }
    required = {"command"} if kind.__struct_fields__ and _required(kind) else set()
    fields: list[Any] = []
    for each in msgspec.structs.fields(Given):
        kept = types.get(each.name, each.type)
        if each.name in required or each.required:
            fields.append((each.name, kept))
        else:
            default = kind() if each.name == "command" else each.default
            fields.append((each.name, kept, default))
    return msgspec.defstruct(
        f"Give{name}", fields, kw_only=True, forbid_unknown_fields=True, frozen=True
    )


def _required(kind: type[Command]) -> bool:
    return any(each.required for each in msgspec.structs.fields(kind))


class _Components:
    """The schemas of all types, and the operations that refer to them."""

    def __init__(self, operations: Collection[Operation], kinds: Collection[type[Command]]) -> None:
        self._given = {kind.__name__: given(kind.__name__, kind) for kind in kinds}
        self._types = [*_types(operations), NotDone, Answered, Previewed, *self._given.values()]
        found, schemas = msgspec.json.schema_components(self._types, ref_template=_REF)
        self._schema = dict(zip(map(_key, self._types), found, strict=True))
        self.schemas = _named_shortly(schemas, self._schema)

    def operation(self, described: Operation) -> dict[str, Any]:
        """One of the table."""
        parameters = [*_in_path(described.path), *_in_query(described)]
        found: dict[str, Any] = {
            "operationId": _id_of(described),
            "summary": str(described.says),
            "tags": ["officials" if described.roles is not None else "public"],
            "responses": {
                "200": self._answer(described),
                **self._refusals(described.refusals, described.roles is not None),
            },
        }
        if parameters:
            found["parameters"] = parameters
        if described.body is not None:
            found["requestBody"] = {
                "required": True,
                "content": {"application/json": {"schema": self._of(described.body)}},
            }
        if described.roles is not None:
            found["x-roles"] = _names(described.roles)
            found["security"] = [{"token": []}, {"session": []}]
        return found

    def command(self, name: str, kind: type[Command]) -> dict[str, Any]:
        """A command."""
        example = {"id": "5f0c6f0e", "expects": None, "until_us": None, "dry_run": False}
        example["command"] = msgspec.to_builtins(EXAMPLES[name])
        text = " ".join((kind.__doc__ or "").split())
        answers = {"anyOf": [self._of(Answered), self._of(Previewed)]}
        return {
            "operationId": f"give{name}",
            "summary": text.partition(". ")[0],
            "description": text,
            "tags": ["commands"],
            "x-roles": _names([role for role, names in MAY_GIVE.items() if name in names]),
            "security": [{"token": []}, {"session": []}],
            "parameters": [
                {
                    "name": HEADER,
                    "in": "header",
                    "required": False,
                    "description": "1, from a page with a session.",
                    "schema": {"type": "string"},
                }
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": self._of(self._given[name]),
                        "examples": {"one": {"summary": text.partition(". ")[0], "value": example}},
                    }
                },
            },
            "responses": {
                "200": {
                    "description": "Done; or, with dry_run, what it would change.",
                    "content": {"application/json": {"schema": answers}},
                },
                **self._refusals((400, 409, 413, 503), True),
            },
        }

    def _answer(self, described: Operation) -> dict[str, Any]:
        if not described.events:
            schema = self._of(described.answer)
            return {
                "description": str(described.says),
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": schema}},
            }
        events = [self._event(name, kind) for name, kind in described.events]
        return {
            "description": "Server-sent events, without end; the data of each is JSON.",
            "content": {"text/event-stream": {"schema": {"anyOf": events}}},
        }

    def _event(self, name: str, kind: type) -> dict[str, Any]:
        data = {"contentMediaType": "application/json", "contentSchema": self._of(kind)}
        return {
            "type": "object",
            "properties": {"event": {"const": name}, "data": {"type": "string", **data}},
            "required": ["event", "data"],
        }

    @staticmethod
    def _refusals(numbers: Iterable[int], guarded: bool) -> dict[str, Any]:
        known = [*numbers, *(_DENIED if guarded else ())]
        return {str(number): {"$ref": f"{_RESPONSES}refused-{number}"} for number in sorted(known)}

    @property
    def responses(self) -> dict[str, Any]:
        """Every way of saying no."""
        content = {"application/json": {"schema": self._of(NotDone)}}
        return {
            f"refused-{number}": {"description": text, "content": content}
            for number, text in sorted((_REFUSED | _DENIED).items())
        }

    def _of(self, kind: Any) -> dict[str, Any]:
        return self._schema[_key(kind)]


def _types(operations: Iterable[Operation]) -> Iterator[Any]:
    for each in operations:
        if each.events:
            yield from (kind for _, kind in each.events)
        else:
            yield each.answer
        if each.body is not None:
            yield each.body


def _key(kind: Any) -> str:
    return f"{getattr(kind, '__module__', '')}.{kind!r}"


def _named_shortly(schemas: dict[str, Any], also: dict[str, Any]) -> dict[str, Any]:
    """Two types of one name are told apart by their modules: ``officials.Place``, not the whole."""
    short = {name: name.removeprefix("halflap.").replace(".", "-") for name in schemas}

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: _REF.format(name=short[each.rpartition("/")[2]])
                if key == "$ref"
                else renamed(each)
                for key, each in value.items()
            }
        return [renamed(each) for each in value] if isinstance(value, list) else value

    also.update({key: renamed(value) for key, value in also.items()})
    return {short[name]: renamed(schema) for name, schema in schemas.items()}


def _in_path(path: str) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", path):
        schema = {"type": "integer" if name in _WHOLE else "string"}
        found = {"name": name, "in": "path", "required": True, "schema": schema}
        yield found | {"example": _SUCH_AS[name]}


def _in_query(described: Operation) -> Iterator[dict[str, Any]]:
    for each in described.query:
        schema: dict[str, Any] = {"type": "string"}
        if each.kind is int:
            schema = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
        found = {
            "name": each.name,
            "in": "query",
            "required": False,
            "description": str(each.says),
            "schema": schema,
        }
        yield found | ({"example": each.such_as} if each.such_as else {})


def _id_of(described: Operation) -> str:
    words = re.findall(r"\w+", described.path.removeprefix("/api/v1/"))
    return described.method + "".join(word.capitalize() for word in words)


def _names(roles: Collection[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]
