"""Says "valid" or "invalid" for each JSON document on a line of stdin, by the schema in the file of argv."""
import json
import re
import sys

import jsonschema

BASE = jsonschema.Draft202012Validator


def pattern(_validator, pattern, instance, _schema):
    # Python's $ also matches before a newline at the end; that of JSON Schema, which is ECMA's, does not.
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
BASE.check_schema(schema)
validator = jsonschema.validators.extend(BASE, {"pattern": pattern})(schema)
for line in sys.stdin:
    print("valid" if validator.is_valid(json.loads(line)) else "invalid")
