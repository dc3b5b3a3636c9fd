"""Object storage that speaks the S3 protocol, on this machine, for as long as a test lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "videos"


@contextmanager
def object_storage_url() -> Iterator[str]:
    """What COACHHUB_STORAGE is set to."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    try:
        keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
        where = {"endpoint_url": f"http://{host}:{port}", "region_name": "us-east-1"}
        boto3.client("s3", **keys, **where).create_bucket(Bucket=BUCKET)
        yield f"s3://key:secret@{host}:{port}/{BUCKET}"
    finally:
        server.stop()
