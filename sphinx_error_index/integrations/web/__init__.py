"""Web frameworks that answer errors as problems (RFC 9457), with the page of the code as type."""
