"""How Schemathesis writes what is neither JSON nor a form: lines and bytes go out as they are."""

import json

import schemathesis


def as_it_is(context, value):
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return json.dumps(value).encode()


for kind in ("application/x-ndjson", "application/octet-stream"):
    schemathesis.serializer(kind)(as_it_is)
