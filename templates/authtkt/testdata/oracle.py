"""Tickets as Paste's functions, repoze.who and Pyramid make and read them.

Reads a list of cases from stdin and writes it with an answer for each library:
the ticket it makes, and what it reads of the case's own ticket ("sealed").
"""
import base64
import hashlib
import json
import sys
import warnings

warnings.simplefilter("ignore")

from paste.auth import auth_tkt as paste
from pyramid.authentication import AuthTktCookieHelper, AuthTicket, BadTicket, parse_ticket
from pyramid.request import Request
from repoze.who import _auth_tkt as who
from repoze.who.plugins.auth_tkt import AuthTktCookiePlugin


def text(value):
    return value.decode("utf-8") if isinstance(value, bytes) else value


def read(parse, *failures):
    try:
        timestamp, user, tokens, data = parse()
    except failures:
        return None
    return {"user": text(user), "tokens": ",".join(map(text, tokens)), "data": text(data), "time": timestamp}


def paste_answer(case):
    digest = getattr(hashlib, case["digest"])
    made = paste.AuthTicket(case["secret"], case["user"], case["ip"], tokens=case["tokens"], user_data=case["data"],
                            time=case["time"], digest_algo=digest)
    return {
        "made": text(made.cookie_value()),
        "base64": base64.b64encode(made.cookie_value()).decode(),
        "read": read(lambda: paste.parse_ticket(case["secret"], case["sealed"].encode(), case["ip"], digest), paste.BadTicket),
    }


def who_answer(case):
    if case["digest"] != "md5":
        return None
    made = who.AuthTicket(case["secret"], case["user"], case["ip"], tokens=case["tokens"].split(",") if case["tokens"] else (),
                          user_data=case["data"], time=case["time"])
    plugin = AuthTktCookiePlugin(case["secret"], include_ip=True)
    environ = {"REMOTE_ADDR": case["ip"], "HTTP_HOST": "example.com", "HTTP_COOKIE": case["cookie"], "SERVER_NAME": "x"}
    found = plugin.identify(environ)
    return {
        "made": made.cookie_value(),
        "read": read(lambda: who.parse_ticket(case["secret"], case["sealed"], case["ip"]), who.BadTicket),
        "identified": found and found["repoze.who.plugins.auth_tkt.userid"],
    }


def pyramid_answer(case):
    made = AuthTicket(case["secret"], case["user"], case["ip"], tokens=case["tokens"].split(",") if case["tokens"] else (),
                      user_data=case["data"], time=case["time"], hashalg=case["digest"])
    helper = AuthTktCookieHelper(case["secret"], include_ip=True, hashalg=case["digest"])
    environ = {"REMOTE_ADDR": case["ip"], "HTTP_COOKIE": case["cookie"]}
    found = helper.identify(Request.blank("/", environ=environ))
    headers = helper.remember(Request.blank("/", environ={"REMOTE_ADDR": case["ip"]}), case["user"],
                              tokens=case["tokens"].split(",") if case["tokens"] else ())
    return {
        "made": made.cookie_value(),
        "remembered": headers[0][1].split(";")[0],
        "read": read(lambda: parse_ticket(case["secret"], case["sealed"], case["ip"], case["digest"]), BadTicket),
        "identified": found and found["userid"],
    }


cases = json.load(sys.stdin)
for case in cases:
    if ":" not in case["ip"]:
        case["paste"] = paste_answer(case)
        case["who"] = who_answer(case)
    case["pyramid"] = pyramid_answer(case)
json.dump(cases, sys.stdout, indent=1, ensure_ascii=False)
