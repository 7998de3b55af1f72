"""The routes of the application as it composes them, so that a test of all routes misses none that is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts


@dataclass(frozen=True)
class Operation:
    """One method at one path, relative to `/api/v1`, with its part of the OpenAPI description."""

    method: str
    path: str
    described: dict[str, Any]
    schemas: dict[str, Any]

    @property
    def name(self) -> str:
        """How tables of routes write it."""
        return f"{self.method} {self.path}"

    @property
    def takes_json(self) -> bool:
        """Whether the route reads a JSON body."""
        return "application/json" in self.described.get("requestBody", {}).get("content", {})

    def parameters(self, place: str) -> dict[str, dict[str, Any]]:
        """The parameters in `path` or `query` with their schemas."""
        return {item["name"]: item["schema"] for item in self.described.get("parameters", []) if item["in"] == place}

    def body_fields(self) -> dict[str, dict[str, Any]]:
        """The fields of the JSON body with their schemas."""
        if not self.takes_json:
            return {}
        schema = self.described["requestBody"]["content"]["application/json"]["schema"]
        fields: dict[str, dict[str, Any]] = self._resolved(schema)["properties"]
        return fields

    def object_ids(self) -> frozenset[str]:
        """What names a record by its id in path, query or body, nested too; keys name the request itself."""
        known = [self.parameters("path"), self.parameters("query"), *self._nested(self.body_fields())]
        return frozenset(
            name
            for fields in known
            for name, schema in fields.items()
            if not name.endswith("key") and any(part.get("format") == "uuid" for part in _parts(schema))
        )

    def _nested(self, fields: dict[str, dict[str, Any]]) -> Iterator[dict[str, dict[str, Any]]]:
        yield fields
        for schema in fields.values():
            for part in _parts(schema):
                inner = self._resolved(part).get("properties")
                if inner:
                    yield from self._nested(inner)

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        reference = schema.get("$ref")
        resolved: dict[str, Any] = self.schemas[reference.rpartition("/")[2]] if reference else schema
        return resolved


def operations(app: FastAPI) -> Iterator[Operation]:
    """Every operation under `/api/v1`; the description must know each route that the application answers."""
    description = app.openapi()
    schemas = description["components"]["schemas"]
    for context in iter_route_contexts(app.routes):
        path = context.path or ""
        if path.startswith("/api/"):
            for method in sorted(context.methods or ()):
                described = description["paths"][path][method.lower()]
                yield Operation(method, path.removeprefix("/api/v1"), described, schemas)


def device_operations(app: FastAPI) -> Iterator[Operation]:
    """Every operation of gate devices, with its whole path."""
    description = app.openapi()
    schemas = description["components"]["schemas"]
    for context in iter_route_contexts(app.routes):
        path = context.path or ""
        if path.startswith("/gate/"):
            for method in sorted(context.methods or ()):
                yield Operation(method, path, description["paths"][path][method.lower()], schemas)


def _parts(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The schema with what it may be instead, and what its list holds."""
    parts = [schema, *schema.get("anyOf", [])]
    return parts + [part["items"] for part in parts if "items" in part]
