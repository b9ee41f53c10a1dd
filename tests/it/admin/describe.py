"""Holds a portal against 3scale's own description of its API, with schemathesis: for every endpoint that is done,
values as the description has them, values at their bounds, and values against it.

  describe.py DESCRIPTION URL TOKEN SEED < FACTS

FACTS is JSON: `endpoints` (method and path of what is done), `ids` (by name of a parameter, those that are there) and
`values` (by name of a parameter, those that may stand where the description says no more than "a text").
"""

import json
import pathlib
import subprocess
import sys
import tempfile

description, url, token, seed = sys.argv[1:]
facts = json.load(sys.stdin)
whole = json.loads(pathlib.Path(description).read_text())
done = {(method, path) for method, path in facts["endpoints"]}


def bare(path):
    return path.removesuffix(".xml").removesuffix(".json")


def narrow(name, schema):
    """The description's own schema, narrowed to what is there: a token that is known, ids of things."""
    if name == "access_token":
        return {"type": "string", "enum": [token]}
    if name in facts["values"]:
        return {**schema, "enum": facts["values"][name]}
    return schema


def narrow_parameter(path, parameter):
    name = parameter["name"]
    if parameter["in"] == "path":
        kind = bare(path).rsplit("/{" + name + "}", 1)[0].rsplit("/", 1)[-1]
        parameter["schema"] = {**parameter["schema"], "enum": facts["ids"][kind]}
    else:
        parameter["schema"] = narrow(name, parameter["schema"])


for schema in whole["components"]["schemas"].values():
    schema["properties"] = {name: narrow(name, part) for name, part in schema["properties"].items()}
    schema["additionalProperties"] = False
paths = {}
for path, operations in whole["paths"].items():
    for method, operation in operations.items():
        if (method.upper(), bare(path)) not in done:
            continue
        for parameter in operation.get("parameters", []):
            narrow_parameter(path, parameter)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            schema = content["schema"]
            if "properties" in schema:
                schema["properties"] = {name: narrow(name, part) for name, part in schema["properties"].items()}
                schema["additionalProperties"] = False
        paths.setdefault(path, {})[method] = operation
whole["paths"] = paths
missing = done - {(method.upper(), bare(path)) for path, operations in paths.items() for method in operations}
print(f"{sum(map(len, paths.values()))} endpoints; not described: {sorted(missing)}", flush=True)

program = pathlib.Path(sys.executable).with_name("schemathesis")
# Reads are refused or not as the description says. It says nothing of states, of what is taken already, and of
# parameters that are left out: of writes only that they never fail. What is deleted comes last.
READS = "not_a_server_error,positive_data_acceptance,negative_data_rejection"
PASSES = [("get", READS, "6"), ("post", "not_a_server_error", "6"), ("put", "not_a_server_error", "6"), ("delete", "not_a_server_error", "1")]
failed = False
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder, "description.json")
    for method, checks, examples in PASSES:
        part = {path: {method: operations[method]} for path, operations in paths.items() if method in operations}
        file.write_text(json.dumps({**whole, "paths": part}))
        run = subprocess.run(
            [program, "run", file, "--url", url, "--seed", seed, "--phases", "examples,coverage,fuzzing",
             "--max-examples", examples, "--workers", "1", "--no-color", "--checks", checks, "--warnings", "off",
             "--suppress-health-check", "all", "--continue-on-failure", "--request-timeout", "30"],
            check=False, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        summary = run.stdout[run.stdout.find("SUMMARY"):] if run.returncode == 0 else run.stdout
        print(f"{method}: {summary}", flush=True)
        failed |= run.returncode != 0
sys.exit(failed)
