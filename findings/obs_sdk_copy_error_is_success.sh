#!/usr/bin/env bash
# OBS SDK for Python: an error that comes with status 200 is reported as success.
#
# Copying an object and completing a multipart upload may take so long that the server sends status
# 200 first, and, if it fails afterwards, an `<Error>` document as the body. (The documentation of S3,
# whose protocol this is, says so for CopyObject; botocore looks for it and raises.) The SDK looks at
# the status alone: `copyObject` returns status 200, an empty body, and neither errorCode nor
# errorMessage, so a program that checks `response.status < 300`, as the SDK's examples do, takes an
# object for copied that is not there.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check esdk-obs-python==3.26.6
cd "$folder"
cat > seen.py <<'PYTHON'
import http.server
import sys
import threading
from importlib.metadata import version

import obs

ERROR = b"<Error><Code>InternalError</Code><Message>Try again.</Message></Error>"
EXPECTED = {"copyObject": (200, None, None), "completeMultipartUpload": (200, None, None)}


class Server(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(200)
        self.send_header("content-type", "application/xml")
        self.send_header("content-length", str(len(ERROR)))
        self.end_headers()
        self.wfile.write(ERROR)

    do_POST = do_PUT

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = obs.ObsClient(
    access_key_id="x", secret_access_key="x", server=f"http://127.0.0.1:{server.server_port}",
    path_style=True, max_retry_count=0, is_signature_negotiation=False, signature="obs",
)
parts = obs.CompleteMultipartUploadRequest([obs.CompletePart(partNum=1, etag="x")])
answers = {
    "copyObject": client.copyObject("bucket", "key", "bucket", "copy"),
    "completeMultipartUpload": client.completeMultipartUpload("bucket", "key", "id", parts),
}
seen = {name: (one.status, one.errorCode, one.errorMessage) for name, one in answers.items()}
print("esdk-obs-python", version("esdk-obs-python"), seen)
sys.exit(seen != EXPECTED)
PYTHON
"$folder/venv/bin/python" seen.py
