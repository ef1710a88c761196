#!/usr/bin/env bash
# botocore, S3: an error document with a namespace has no code and no message.
#
# Successful answers of S3 have the namespace `http://s3.amazonaws.com/doc/2006-03-01/`, and services
# that are compatible with S3 put one into their errors, too. botocore strips namespaces when it reads
# a result, but its reader of REST-XML errors compares the bare name `Error` with the name that the
# XML library gives, `{http://…}Error`. So the caller gets a ClientError that says "An error occurred ()
# when calling …", with an empty code, no message, and not the modelled class: `except
# client.exceptions.NoSuchBucket` does not catch it. The body names both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check boto3==1.44.8 botocore==1.44.8
cd "$folder"
cat > seen.py <<'PYTHON'
import http.server
import sys
import threading

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError

NAMESPACE = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
ERROR = "<Error{}><Code>NoSuchBucket</Code><Message>It is not there.</Message></Error>"
EXPECTED = [("NoSuchBucket", "NoSuchBucket"), ("ClientError", "")]


class Server(http.server.BaseHTTPRequestHandler):
    body = b""

    def do_GET(self):
        self.send_response(404)
        self.send_header("content-type", "application/xml")
        self.send_header("content-length", str(len(Server.body)))
        self.end_headers()
        self.wfile.write(Server.body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = boto3.client(
    "s3", endpoint_url=f"http://127.0.0.1:{server.server_port}", region_name="x",
    aws_access_key_id="x", aws_secret_access_key="x",
    config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
)
seen = []
for attributes in ("", NAMESPACE):
    Server.body = ERROR.format(attributes).encode()
    try:
        client.list_objects_v2(Bucket="bucket")
    except ClientError as error:
        print(error)
        seen.append((type(error).__name__, error.response["Error"]["Code"]))
print("botocore", botocore.__version__, "without and with a namespace:", seen)
sys.exit(seen != EXPECTED)
PYTHON
"$folder/venv/bin/python" seen.py
