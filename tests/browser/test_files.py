"""A page sends a file past the desk and draws a picture from there, under the policy that every page has."""

import base64
from typing import Any

import pytest

from tests.attachments.samples import png
from tests.browser.visits import Visits
from tests.journeys.cast import Person
from tests.stack.files import checked

pytestmark = pytest.mark.browser

SEND = """
async ({ url, fields, content }) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))]), 'whatever.png');
  const told = [];
  const status = await new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => told.push([event.loaded, event.total]);
    request.onload = () => resolve(request.status);
    request.onerror = () => reject(new Error('not sent'));
    request.open('POST', url);
    request.send(form);
  });
  return { status, told };
}
"""
DRAW = """
(url) => new Promise((resolve) => {
  const image = new Image();
  image.onload = () => resolve([image.naturalWidth, image.naturalHeight]);
  image.onerror = () => resolve(null);
  image.src = url;
})
"""


def test_a_page_sends_a_file_with_progress_and_draws_it(visits: Visits, carla: Person) -> None:
    picture = png(3, 1)
    page = visits.visitor().open("/index.html")
    asked = {"name": "a.png", "type": "image/png", "size": len(picture)}
    offer: dict[str, Any] = carla.client.post("/uploads", asked).json()

    sent = page.evaluate(SEND, {**offer["post"], "content": base64.b64encode(picture).decode()})

    assert sent["status"] == 201
    assert sent["told"][-1][0] == sent["told"][-1][1] > len(picture)
    assert checked(carla.client, offer["id"])["state"] == "clean"
    made = carla.client.post("/tickets", {"subject": "A picture", "body": "See.", "attachments": [offer["id"]]})
    assert made.status_code == 201
    url = carla.client.call("GET", f"/attachments/{offer['id']}?inline=true").json()["url"]
    assert page.evaluate(DRAW, url) == [3, 1]
