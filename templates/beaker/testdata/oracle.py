"""Sessions and signed ids as Beaker makes and reads them.

Reads a list of cases from stdin and writes it with what Beaker makes, and what
it reads of the case's own cookie ("sealed").
"""
import json
import sys
import warnings

warnings.simplefilter("ignore")

from beaker.session import CookieSession, InvalidSignature, SignedCookie


def pair(cookie):
    return cookie.strip().split(";")[0]


cases = json.load(sys.stdin)
for case in cases:
    keys = {"validate_key": case["validate_key"], "data_serializer": "json", "crypto_type": case["crypto_type"],
            "encrypt_nonce_bits": case["encrypt_nonce_bits"], "key": "b", "encrypt_key": case["encrypt_key"] or None}
    request = {"cookie": "x=y"}
    session = CookieSession(request, **keys)
    session.update(case["values"])
    session.save()
    case["made"] = pair(request["cookie_out"])
    read = CookieSession({"cookie": case["sealed"]}, **keys)
    case["read"] = {key: value for key, value in read.items() if not key.startswith("_")}
    case["is_new"] = read.is_new

    ids = SignedCookie(case["validate_key"], input=case["signed_id"])
    case["read_id"] = None if ids["b"].value is InvalidSignature else ids["b"].value
    ids = SignedCookie(case["validate_key"])
    ids["b"] = case["id"]
    case["made_id"] = pair(ids["b"].output(header=""))
json.dump(cases, sys.stdout, indent=1, ensure_ascii=False)
