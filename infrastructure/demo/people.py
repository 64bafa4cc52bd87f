"""The demo's agents and customers."""

import hashlib
from dataclasses import dataclass

from chalicelib.people.model import Caller, Person, Right, Role
from chalicelib.people.rules import home_of

PASSWORD = "plants-like-light"  # noqa: S105 - of fictional people
SHOP_ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Player:
    """A person in the demo; an agent's first team is their home. `attach_writes`: listed in the summary of `make run`."""

    name: str
    email: str
    role: Role = Role.CUSTOMER
    teams: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()  # teams in which they are read-only
    skills: frozenset[str] = frozenset()
    speaks: tuple[str, ...] = ()
    language: str = "en"
    time_zone: str = SHOP_ZONE
    shown: bool = False

    @property
    def id(self) -> str:
        """Return an id that is the same in every run, so that an interrupted one can be resumed."""
        return hashlib.sha256(f"demo {self.email}".encode()).hexdigest()[:20]

    @property
    def first_name(self) -> str:
        """Return the first name."""
        return self.name.split()[0]

    @property
    def rights(self) -> dict[str, Right]:
        return {**dict.fromkeys(self.teams, Right.FULL), **dict.fromkeys(self.reads, Right.READ)}

    @property
    def home(self) -> str:
        """Return the team whose roster has the agent's slot."""
        return home_of(self.rights)

    @property
    def caller(self) -> Caller:
        return Caller(id=self.id, email=self.email, name=self.name, role=self.role, teams=self.rights)

    def person(self, created_at: int = 0) -> Person:
        """Return the person as recorded by the app."""
        return Person(
            id=self.id,
            email=self.email,
            name=self.name,
            role=self.role,
            teams=self.rights,
            skills=self.skills,
            home=self.home if self.teams else None,
            languages=self.speaks,
            language=self.language,
            time_zone=self.time_zone,
            created_at=created_at,
        )


AGENTS = (
    Player(
        "Mira Novak",
        "mira@example.com",
        Role.AGENT,
        ("orders", "support"),
        skills=frozenset({"returns", "care"}),
        speaks=("en", "de", "hr"),
        shown=True,
    ),
    Player(
        "Kwame Mensah",
        "kwame@example.com",
        Role.AGENT,
        ("orders",),
        skills=frozenset({"carriers"}),
        speaks=("en", "fr"),
        time_zone="Europe/London",
    ),
    Player(
        "Pieter Bakker",
        "pieter@example.com",
        Role.AGENT,
        ("billing",),
        ("orders",),
        frozenset({"refunds", "tax"}),
        ("en", "nl", "de"),
        time_zone="Europe/Amsterdam",
    ),
    Player(
        "Aisha Rahman",
        "aisha@example.com",
        Role.AGENT,
        ("billing", "orders"),
        skills=frozenset({"refunds"}),
        speaks=("en", "ar", "hi"),
        shown=True,
    ),
    Player(
        "Leila Haddad",
        "leila@example.com",
        Role.LEAD,
        ("support", "billing"),
        skills=frozenset({"complaints"}),
        speaks=("en", "ar", "fr"),
    ),
    Player(
        "Kenji Mori",
        "kenji@example.com",
        Role.AGENT,
        ("support",),
        skills=frozenset({"care", "wholesale"}),
        speaks=("en", "ja"),
    ),
)

CUSTOMERS = (
    Player("Grace Bennett", "grace.bennett@example.com", language="en-GB", time_zone="Europe/London", shown=True),
    Player("Tom Okafor", "tom.okafor@example.org", language="en-GB", time_zone="Europe/Dublin"),
    Player("Hannah Lindqvist", "hannah.lindqvist@example.net", time_zone="Europe/Stockholm"),
    Player("Daniel Reyes", "daniel.reyes@example.com", language="en-US", time_zone="America/New_York"),
    Player("Priya Nair", "priya.nair@example.org", language="en-IN", time_zone="Asia/Kolkata"),
    Player("Sophie van Dijk", "sophie.vandijk@example.net", time_zone="Europe/Amsterdam"),
    Player("Liam Walsh", "liam.walsh@example.com", language="en-AU", time_zone="Australia/Sydney"),
    Player("نور الخطيب", "nour.alkhatib@example.org", language="ar", time_zone="Asia/Amman"),
    Player("ياسين بن علي", "yassine.benali@example.net", language="ar", time_zone="Africa/Tunis"),
    Player("Katharina Vogel", "katharina.vogel@example.com", language="de"),
    Player("Lukas Steiner", "lukas.steiner@example.org", language="de-AT", time_zone="Europe/Vienna"),
    Player("Lucía Fernández", "lucia.fernandez@example.net", language="es", time_zone="Europe/Madrid"),
    Player("Mateo Quiroga", "mateo.quiroga@example.com", language="es-AR", time_zone="America/Argentina/Buenos_Aires"),
    Player("Camille Laurent", "camille.laurent@example.org", language="fr", time_zone="Europe/Paris"),
    Player("Étienne Gagnon", "etienne.gagnon@example.net", language="fr-CA", time_zone="America/Toronto"),
    Player("अनन्या शर्मा", "ananya.sharma@example.com", language="hi", time_zone="Asia/Kolkata"),
    Player("கவிதா முருகன்", "kavitha.murugan@example.org", language="ta", time_zone="Asia/Kolkata"),
    Player("佐藤 由美", "yumi.sato@example.net", language="ja", time_zone="Asia/Tokyo"),
    Player("Inês Carvalho", "ines.carvalho@example.com", language="pt", time_zone="Europe/Lisbon"),
    Player("Elif Demir", "elif.demir@example.org", language="tr", time_zone="Europe/Istanbul"),
)

ALL_PEOPLE = (*AGENTS, *CUSTOMERS)
LANGUAGES = tuple(dict.fromkeys(customer.language.partition("-")[0] for customer in CUSTOMERS))


def team(name: str) -> tuple[Player, ...]:
    """Return the agents who are assigned a team's tickets."""
    return tuple(agent for agent in AGENTS if name in agent.teams)
