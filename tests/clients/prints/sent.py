"""The errors that the local server sends to every client, and what they look like."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

REQUEST: Final = "0000018B5E7A4C0F90155A7F3B2C6D81"
STORAGE: Final = "object-storage-service"


@dataclass(frozen=True)
class Sent:
    """One answer: its name in the table, and how the server sends it.

    ``code`` and ``message`` are what the body says, as far as it says anything; ``service`` is the
    one that documents them. Where ``cut`` is set, the body breaks off before its declared length.
    """

    name: str
    status: int
    reason: str
    body: str = ""
    type: str = "application/xml"
    service: str = STORAGE
    code: str = ""
    message: str = ""
    method: str = "GET"
    cut: bool = False


def _xml(code: str, message: str, attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<Error{attributes}><Code>{code}</Code><Message>{message}</Message>"
        f"<RequestId>{REQUEST}</RequestId><HostId>c8QbXzJ1mT7xkA==</HostId></Error>"
    )


def _storage(name: str, status: int, reason: str, code: str, message: str, **more: str) -> Sent:
    return Sent(name, status, reason, _xml(code, message, **more), code=code, message=message)


def _json(
    name: str, status: int, reason: str, service: str, code: str, message: str, body: object
) -> Sent:
    return Sent(
        name, status, reason, json.dumps(body), "application/json", service, code, message
    )  # fmt: skip


_DENIED: Final = "Your token was refused, the signature in it cannot be decrypted"
_FLAVOR: Final = "No resources are left for this flavor, choose another one"
_GONE: Final = "Server 4f8a2c could not be found"
_NOT_EMPTY: Final = "The bucket you want to delete still has objects in it"
_PAGE: Final = (
    "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden"
    "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)

#: What every client that speaks HTTP is sent.
ANSWERS: Final = (
    _storage("XML", 404, "Not Found", "NoSuchBucket", "There is no bucket of this name"),
    _storage(
        "XML, namespace", 403, "Forbidden", "SignatureDoesNotMatch",
        "The signature we calculated is not the one you sent",
        attributes=' xmlns="http://storage.example.com/doc/2006-03-01/"',
    ),
    _json(
        "JSON", 401, "Unauthorized", "api-gateway", "APIG.0301", _DENIED,
        {"error_msg": _DENIED, "error_code": "APIG.0301", "request_id": REQUEST.lower()},
    ),
    _json(
        "JSON, nested", 400, "Bad Request", "elastic-cloud-server", "Ecs.0319", _FLAVOR,
        {"error": {"message": _FLAVOR, "code": "Ecs.0319"}},
    ),
    _json(
        "JSON, status", 404, "Not Found", "elastic-cloud-server", "", _GONE,
        {"itemNotFound": {"message": _GONE, "code": 404}},
    ),
    Sent("HTML", 403, "Forbidden", _PAGE, "text/html"),
    Sent("empty", 503, "Service Unavailable"),
    Sent("HEAD", 404, "Not Found", method="HEAD"),
    Sent(
        "truncated", 409, "Conflict", _xml("BucketNotEmpty", _NOT_EMPTY)[:-150],
        code="BucketNotEmpty", message=_NOT_EMPTY, cut=True,
    ),
)  # fmt: skip

_STORAGE_ERRORS: Final = (
    (400, "Bad Request", "InvalidBucketName", "This is no name that a bucket may have"),
    (400, "Bad Request", "BadDigest", "The MD5 you gave is not that of what we received"),
    (400, "Bad Request", "EntityTooLarge", "Your upload is larger than we accept"),
    (400, "Bad Request", "MalformedXML", "The XML you sent is not well formed"),
    (400, "Bad Request", "InvalidArgument", "A parameter is not valid"),
    (403, "Forbidden", "AccessDenied", "You may not access this"),
    (403, "Forbidden", "InvalidAccessKeyId", "We know no such access key ID"),
    (403, "Forbidden", "SignatureDoesNotMatch", "The signature does not match, check your key"),
    (403, "Forbidden", "RequestTimeTooSkewed", "Your clock differs too much from the server's"),
    (404, "Not Found", "NoSuchBucket", "This bucket does not exist"),
    (404, "Not Found", "NoSuchKey", "There is no object of this key"),
    (404, "Not Found", "NoSuchUpload", "No such multipart upload"),
    (405, "Method Not Allowed", "MethodNotAllowed", "This method is not allowed here"),
    (408, "Request Timeout", "RequestTimeout", "Nothing was read from your socket in time"),
    (409, "Conflict", "BucketAlreadyExists", "Another bucket has this name already"),
    (409, "Conflict", "BucketNotEmpty", "The bucket is not empty, so it cannot be deleted"),
    (500, "Internal Server Error", "InternalError", "An internal error, please try again"),
    (503, "Service Unavailable", "ServiceUnavailable", "The service is not available now"),
)

#: What the SDK of the object storage is sent: 18 errors with a message, and six without a code.
STORAGE_ANSWERS: Final = (
    *(_storage(each[2], *each) for each in _STORAGE_ERRORS),
    next(each for each in ANSWERS if each.name == "HTML"),
    Sent("JSON, no code", 400, "Bad Request", '{"message": "Bad request"}', "application/json"),
    next(each for each in ANSWERS if each.name == "truncated"),
    Sent("empty, 403", 403, "Forbidden"),
    next(each for each in ANSWERS if each.name == "empty"),
    next(each for each in ANSWERS if each.name == "HEAD"),
)
