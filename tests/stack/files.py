"""Sending and fetching files as a browser does it: a form for S3, then an address for a minute."""

import time
from dataclasses import dataclass, field
from typing import Any

import requests

from infrastructure.local.desk import Desk
from tests.calls import PATIENCE_S, Client

Answer = requests.Response


@dataclass
class Offer:
    """What the API answered to a request for an upload."""

    id: str
    url: str
    fields: dict[str, str] = field(default_factory=dict)

    def send(self, content: bytes, *, url: str = "", without: str = "", last: bool = True, **changed: str) -> Answer:
        """The form, with fields changed, added or left out; `_` stands for `-` in their names. The file is the last part."""
        fields = {**self.fields, **{name.replace("__", "-"): value for name, value in changed.items()}}
        parts: list[Any] = [(name, (None, value)) for name, value in fields.items() if name != without]
        file = ("file", ("whatever.bin", content, "application/octet-stream"))
        form = [*parts, file] if last else [file, *parts]
        return requests.post(url or self.url, files=form, timeout=PATIENCE_S, allow_redirects=False)


def offered(client: Client, content: bytes, name: str = "scan.pdf", type_: str = "application/pdf") -> Offer:
    answer = client.post("/uploads", {"name": name, "type": type_, "size": len(content)})
    assert answer.status_code == 201, answer.text
    offer = answer.json()
    return Offer(offer["id"], offer["post"]["url"], offer["post"]["fields"])


def sent(client: Client, content: bytes, name: str = "scan.pdf", type_: str = "application/pdf") -> str:
    """The id of a file that has been sent."""
    offer = offered(client, content, name, type_)
    answer = offer.send(content)
    assert answer.status_code == 201, answer.text
    return offer.id


def checked(client: Client, id_: str) -> dict[str, Any]:
    """The upload, as soon as it has been checked."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        payload: dict[str, Any] = client.call("GET", f"/uploads/{id_}").json()
        if payload["state"] != "waiting":
            return payload
        assert time.monotonic() < deadline, payload
        time.sleep(0.1)


def objects(desk: Desk) -> dict[str, int]:
    """What lies in the bucket of files: sizes by key."""
    found = desk.client("s3").list_objects_v2(Bucket=bucket(desk)).get("Contents", [])
    return {each["Key"]: each["Size"] for each in found}


def bucket(desk: Desk) -> str:
    stack = desk.client("cloudformation").describe_stacks(StackName=desk.stack["stack"])["Stacks"][0]
    return next(str(each["OutputValue"]) for each in stack["Outputs"] if each["OutputKey"] == "FilesBucket")
