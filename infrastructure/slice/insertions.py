"""What a new slice adds to files that all slices share. The texts speak of samples, as the files in `template/` do."""

from dataclasses import dataclass


class AnchorNotFoundError(Exception):
    """The place for a text is gone: the file that it belongs to was rewritten."""


@dataclass(frozen=True)
class Insertion:
    """A text for the place before the first `before` that follows the first `after`; without both, the end of the file."""

    path: str
    text: str
    after: str = ""
    before: str = ""

    def applied(self, content: str, text: str) -> str:
        """Return the content with this text at the place. Raises `AnchorNotFoundError`."""
        if not self.after:
            return content + text
        start = content.find(self.after)
        place = content.find(self.before, start + len(self.after)) if start >= 0 else -1
        if place < 0:
            raise AnchorNotFoundError(f"{self.path} has no {self.after!r} with {self.before!r} after it.")
        return content[:place] + text + content[place:]


ENGLISH = """
## Samples

section-samples = Samples
samples-about = Every agent sees these and can add more.
samples-none = No samples yet
samples-none-text = Add the first one.
sample-add = Add sample
sample-added = Added
"""
ARABIC = """
## Samples

section-samples = العناصر
samples-about = يرى جميع الوكلاء هذه العناصر ويمكنهم إضافة المزيد.
samples-none = لا توجد عناصر بعد
samples-none-text = أضف العنصر الأول.
sample-add = إضافة عنصر
sample-added = تمت الإضافة
"""
POLICY = """    ("GET", "/v1/samples"): AGENTS,
    ("POST", "/v1/samples"): AGENTS,
    ("GET", "/v1/samples/{sample}"): AGENTS,
    ("PATCH", "/v1/samples/{sample}"): AGENTS,
    ("DELETE", "/v1/samples/{sample}"): AGENTS,
"""
OBJECT = """        "sample": {
            "of another agent": Thing(
                post(MIA, "/v1/samples", {"name": "First"}).json["id"], AGENTS, {"member", "lead", "member lead", "admin"}
            ),
        },
"""
BUDGETS = """SAMPLES_BUDGETS = {
    "list_twenty": Budget(0, 0.5, 1),
    "read": Budget(0, 1, 1),
    "create": Budget(3, 0, 2),
    "change": Budget(1, 1, 2),
    "remove": Budget(1, 1, 2),
}
"""
PAGE = "  'admin/samples': [() => import('./samples.js'), () => html`<samples-page></samples-page>`],\n"
VIEW = """    View("admin-samples", "agent", at("/console/admin/samples"), ".state h2"),
"""
ADMIN_LAYOUT = "static-site/admin/admin-layout.js"
OBJECT_MATRIX = "tests/switchboard/test_object_matrix.py"

INSERTIONS = (
    Insertion("pyproject.toml", " | samples", '"queues | relations | replies | customers', '"'),
    Insertion("app.py", "from chalicelib.samples import api as samples_api\n", "from chalicelib import reactions\n"),
    Insertion("app.py", "app.register_blueprint(samples_api.routes)\n", "app = Chalice(", "\n\n@app."),
    Insertion(".chalice/policy-api.json", '"SAMPLES",\n            ', '"Sid": "TakeAway"', '"T#*"'),
    Insertion("tests/budgets.py", BUDGETS),
    Insertion("tests/switchboard/test_policy.py", POLICY, "POLICY: dict", "}\n\n"),
    Insertion(OBJECT_MATRIX, ', "sample"', "OBJECTS = (", ")"),
    Insertion(
        OBJECT_MATRIX, '    ("PATCH", "/v1/samples/{sample}"): {"name": "Second"},\n', "BODIES: dict", "}\nROUTES"
    ),
    Insertion(OBJECT_MATRIX, OBJECT, "def _things(", "    }\n\n\n"),
    Insertion("tests/switchboard/test_text_rules.py", '    (ADA, "/v1/samples", {}, "name"),\n', "TEXTS: list", "]\n"),
    Insertion(ADMIN_LAYOUT, "  ['samples', 'bookmark', false],\n", "const SECTIONS = [", "];\n"),
    Insertion(ADMIN_LAYOUT, "  samples: 'section-samples',\n", "const SECTION_TEXTS = {", "};\n"),
    Insertion(ADMIN_LAYOUT, PAGE, "const PAGES = {", "};\n"),
    Insertion("static-site/locales/en/admin.ftl", ENGLISH),
    Insertion("static-site/locales/ar/admin.ftl", ARABIC),
    Insertion("tests/browser/views.py", VIEW, 'View("admin-replies"', '    View("admin-mails"'),
)
