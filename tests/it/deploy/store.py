"""A store that speaks the protocol of S3 and checks signatures (moto), with what tests ask of it beside:

on the second port printed, GET /make/BUCKET, /open/BUCKET (everybody may read), /objects/BUCKET, /requests/BUCKET (told
once), /cut/BUCKET/N (after N more requests nothing is allowed), /site/BUCKET/PREFIX (a static host; answers its port).
It ends when its standard input does.
"""
import json, os, sys, threading

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "0"
import logging

logging.getLogger("werkzeug").setLevel(logging.ERROR)
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, make_server

s3, iam = s3_backends[ACCOUNT]["aws"], iam_backends[ACCOUNT]["aws"]


def user(name, actions):
    iam.create_user("us-east-1", name)
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    iam.put_user_policy(name, "p", json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    key = iam.create_access_key(user_name=name)
    return [key.access_key_id, key.secret_access_key]


asked, cut, opened, lock = {}, {}, set(), threading.Lock()
REFUSED = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>cut</Message></Error>"


class Counting:
    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start):
        path = environ["PATH_INFO"].lstrip("/")
        bucket, _, key = path.partition("/")
        with lock:
            left = cut.get(bucket)
            if left is not None:
                cut[bucket] = left - 1
            if left is None or left > 0:
                asked.setdefault(bucket, []).append(f"{environ['REQUEST_METHOD']} {key}")
        if left is not None and left <= 0:
            start("403 Forbidden", [("Content-Type", "application/xml"), ("Content-Length", str(len(REFUSED)))])
            return [REFUSED]
        if bucket in opened and "HTTP_AUTHORIZATION" not in environ and environ["REQUEST_METHOD"] == "GET":
            found = look(bucket, key)
            start("200 OK" if found else "404 Not Found", [("ETag", '"x"'), ("Last-Modified", "Sat, 28 Nov 2026 09:00:00 GMT"), ("Content-Length", str(len(found.value) if found else 0))])
            return [found.value if found else b""]
        return self.app(environ, start)


def look(bucket, key):
    try:
        return s3.get_object(bucket, key)
    except Exception:
        return None


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def host(bucket, prefix):
    class Host(Quiet):
        def do_GET(self):
            path = self.path.split("?")[0]
            key = prefix + path + ("index.html" if path.endswith("/") else "")
            found = look(bucket, key.lstrip("/"))
            if found is None:
                return self.answer(404, b"nothing")
            kept = found.metadata.get("Cache-Control") or found.metadata.get("cache-control") or ""
            self.answer(200, found.value, [("Content-Type", found.metadata.get("Content-Type", "")), ("Cache-Control", kept)])

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


class Control(Quiet):
    def do_GET(self):
        word, bucket, *rest = self.path.lstrip("/").split("/")
        if word == "make":
            s3.create_bucket(bucket, "us-east-1")
            said = {}
        elif word == "open":
            opened.add(bucket)
            said = {}
        elif word == "objects":
            keys = s3.get_bucket(bucket).keys
            said = {name: {k.lower(): v for k, v in keys[name].metadata.items()} for name in keys}
        elif word == "requests":
            with lock:
                said = asked.pop(bucket, [])
        elif word == "cut":
            with lock:
                cut.pop(bucket, None)
                if rest[0] != "never":
                    cut[bucket] = int(rest[0])
            said = {}
        else:
            said = host(bucket, "/".join(rest))
        self.answer(200, json.dumps(said).encode())


class Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_):
        pass


store = make_server("127.0.0.1", 0, Counting(DomainDispatcherApplication(create_backend_app)), threaded=True, request_handler=Silent)
control = ThreadingHTTPServer(("127.0.0.1", 0), Control)
for server in (store, control):
    threading.Thread(target=server.serve_forever, daemon=True).start()
writer, reader = user("writer", ["s3:*"]), user("reader", ["s3:GetObject", "s3:ListBucket"])
print(json.dumps({"store": store.port, "control": control.server_port, "writer": writer, "reader": reader}), flush=True)
sys.stdin.read()
os._exit(0)
