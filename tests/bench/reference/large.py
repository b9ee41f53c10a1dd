"""Makes a description as large as the largest that companies keep: 11,000 operations and about 20 MB of JSON.

  python3 large.py FILE

The same bytes each time. Operations are of 250 tags, take parameters and bodies, answer with shared and with own
schemas, and have examples; schemas refer to each other, some in circles.
"""

import json
import sys

OPERATIONS = 11_000
SCHEMAS = 2_500
TAGS = 250
WORDS = "account address amount balance batch card charge contact credit currency customer delivery device discount event folder".split()


def words(seed, count):
    return " ".join(WORDS[(seed * 7 + at * (seed % 11 + 1)) % len(WORDS)] for at in range(count))


def ref(at):
    return {"$ref": f"#/components/schemas/Model{at % SCHEMAS}"}


def schema(at):
    kinds = [
        {"type": "string", "maxLength": 200},
        {"type": "integer", "minimum": 0, "maximum": 1_000_000},
        {"type": "string", "enum": WORDS[:6]},
        {"type": "string", "format": "date-time"},
        {"type": "array", "items": {"type": "string"}, "maxItems": 50},
    ]
    properties = {f"{WORDS[step]}_{at % 7}": {**kinds[(at + step) % len(kinds)], "description": f"The {words(at + step, 12)}."}
                  for step in range(10)}
    properties["parent"] = ref(at // 2)
    properties["next"] = ref(at + 1)
    if at % 5 == 0:
        properties["kind"] = {"oneOf": [ref(at + 3), ref(at + 7), {"type": "null"}]}
    return {"type": "object", "description": f"What is known of {words(at, 9)}.", "required": sorted(properties)[:3], "properties": properties}


def answer(at):
    return {"description": f"The {words(at, 4)}.", "content": {"application/json": {
        "schema": {"type": "object", "properties": {"data": {"type": "array", "items": ref(at * 13)}, "total": {"type": "integer"}}},
        "example": {"data": [], "total": at}}}}


def operation(at, method):
    own = {
        "operationId": f"{method}-{WORDS[at % len(WORDS)]}-{at}",
        "tags": [f"{WORDS[at // 2 % TAGS % len(WORDS)].title()} {at // 2 % TAGS}"],
        "summary": f"{method.title()} the {words(at, 4)}",
        "description": f"Does for {words(at, 12)} what **{words(at + 1, 3)}** asks.\n\nThen {words(at + 2, 10)}.",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}] + [
            {"name": f"{WORDS[(at + step) % len(WORDS)]}_{step}", "in": "query", "description": f"Keeps {words(at + step, 8)}.", "schema": {"type": "integer", "default": step}}
            for step in range(3)],
        "responses": {"200": answer(at), "404": {"$ref": "#/components/responses/Missing"}},
    }
    if method == "post":
        own["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref(at * 17)}}}
    return own


def main():
    paths = {f"/v1/{WORDS[at % len(WORDS)]}/{at}/{{id}}": {"get": operation(2 * at, "get"), "post": operation(2 * at + 1, "post")}
             for at in range(OPERATIONS // 2)}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Large", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {
            "schemas": {f"Model{at}": schema(at) for at in range(SCHEMAS)},
            "responses": {"Missing": {"description": "It is not there.", "content": {"application/json": {"schema": ref(1)}}}},
        },
    }
    with open(sys.argv[1], "w") as file:
        json.dump(document, file)


if __name__ == "__main__":
    main()
