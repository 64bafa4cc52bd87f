# The rooms beside the console's lists: customers, agents, and how the desk is set up. They have the console's texts as well.
set-up = Set up
save = Save
discard = Discard
unsaved = Not saved yet
change = Change
remove = Remove
understood = All right
yes = yes
no = no
nothing = nothing
before = Before:
after = After:
no-rights = This page is for admins
no-rights-text = Your account may not see or change how the desk is set up. Ask an admin if you need something here.
person-name = Name
name-needed = Give a name.
email-needed = Give an e-mail address, like name@example.com.
time-zone = Time zone
read-only = Read only

## Two versions

conflict-title = Somebody else changed this meanwhile
conflict-summary = Not saved: this has changed since you opened it. Your version is kept.
conflict-field = What
conflict-current = Now
conflict-own = Yours
conflict-overwrite = Save mine
conflict-discard = Keep what is there now
gone-meanwhile = Not saved: this was removed meanwhile. What you wrote is kept.

## Customers

customer = Customer
people-find = Name or e-mail address
people-found = { $n ->
    [0] Nobody found
    [one] One person found
   *[other] { $n } people found
  }
people-none = No customer has this name or address. You can note somebody down before they write.
people-start = Find a customer
people-start-text = Type the beginning of a name, or an e-mail address.
people-incomplete = The search is still being made ready, so somebody may be missing. A whole e-mail address always works.
new-customer = New customer
new-customer-hint = Nobody is written to. When they come by themselves, they find their tickets here.
add-customer = Add customer
address-taken = This address belongs to somebody already.
see-customer = Go to this customer
profile = Profile
customer-since = Known since
customer-mails = Mails they get
mails-all = Everything
mails-none = None
mails-without = Everything but:
notice-received = Your issue has arrived
notice-replied = Somebody replied
notice-status-changed = The status changed
notice-reminder = Reminders
notice-closed = The ticket was closed
notice-reopened = The ticket was reopened
notice-merged = The ticket was joined with another
notice-rating = Asking for a rating
edit-customer = Put right
customer-only-hint = The address and the choice of mails are theirs alone.
customer-language-hint = The desk writes to them in it.
customer-zone-hint = Times in mails are told in it.
customer-tickets = Tickets
customer-new-ticket = New ticket for them
show-unsolved = Not solved
customer-no-tickets = No tickets
customer-no-tickets-text = They have not written yet, or not to a team whose tickets you see.

## Roles and rights

role = Role
role-customer = Customer
role-agent = Agent
role-lead = Lead
role-admin = Admin
role-hint = Leads share replies and see how much others have in hand. Admins set up the desk as well.
role-own = Nobody changes their own role. Another admin can.
teams = Teams
teams-hint = With full rights they get the team’s tickets and answer them; with reading alone they see them and take notes.
right-none = Not in it
right-full = Full rights
right-read = Reading alone
no-team = No team
team-read = { $name } (reading alone)

## Agents

agent = Agent
deactivated = Deactivated
absent-until = Out of office until
absent-from = Out of office from
locked-out = Locked out
team-empty = Nobody here
team-empty-text = No agent is in this team yet.
at-a-glance = At a glance
ratings = Ratings
ratings-summary = { $count ->
    [one] { $average } of 5, from one rating in the last { $days } days
   *[other] { $average } of 5 on average, from { $count } ratings in the last { $days } days
}
ratings-empty = No ratings yet
ratings-empty-text = When a customer rates a ticket, the rating goes to the agent who replied last.
in-hand = In hand
agent-since = Here since
skills = Skills
skills-hint = Separated by commas. Routing prefers who has what a ticket needs.
languages = Languages
languages-hint = Codes separated by commas, like en, ar, de.
cap = Most tickets at once
cap-hint = Routing gives them no more than this; by hand more is possible.
cap-wrong = Give a whole number from 0 to 500.
agent-edit = Role, teams and skills
agent-saved = Saved. New rights hold within half a minute.
agent-access = Access
agent-access-text = Whoever has not signed in yet can get another invitation. Whoever leaves is deactivated.
agent-deactivated-text = They cannot sign in to the console. Their words and their tickets’ history stay.
invite = Invite an agent
invite-hint = They get a mail with a first password. A customer who is invited keeps their name and their account.
send-invitation = Send invitation
invited = An invitation is on its way to { $name }
invited-known = { $name } works here now, and signs in as before
invite-again = Send the invitation again
invitation-not-needed = They need no invitation: they have signed in before, or are deactivated.
agent-already = Somebody with this address works here already.
see-agent = Go to this agent
deactivate = Deactivate
deactivate-title = Deactivate { $name }?
deactivate-out = { $name } is signed out everywhere within a minute and cannot come back in.
deactivate-tickets = { $n ->
    [0] No ticket waits on them.
    [one] The one ticket that waits on them goes to others.
   *[other] The { $n } tickets that wait on them go to others.
  }
deactivate-history = Everything they wrote stays. You can activate them again at any time.
now-deactivated = { $name } is deactivated
activate = Activate
activate-title = Activate { $name }?
activate-text = { $name } can sign in again with the rights from before. Tickets do not come back by themselves, and they go online themselves.
activated = { $name } is active again
is-deactivated = { $name } is deactivated and cannot sign in.
is-locked-out = A change of { $name }’s rights broke off. They are locked out until it is finished.
finish-it = Finish it
finished = Finished. They can sign in as the change says.
active = Active

## Absence

absence = Out of office
absence-none = No absence is planned.
absence-set = Set an absence
absence-change = Change
absence-cancel = Cancel it
absence-back = Back already
absence-own = When are you out of office?
absence-of = When is { $name } out of office?
absence-hint = No ticket is given meanwhile. What waits on an answer goes to others as it begins.
absence-from = From
absence-to = Until
absence-needed = Choose a day and a time.
absence-order = It has to end after it begins.
absence-saved = Saved
absence-ended = The absence is gone
in-your-zone = Times are in your time zone, { $zone }.

## Teams

section-teams = Teams
teams-about = A team shares a queue. Each category of tickets leads to one of them.
team-name = Name of the team
team-add = Add a team
team-added = The team is there
team-change = Change { $name }
team-changed = Saved
team-open = Every agent sees its tickets
team-open-hint = Otherwise its members and admins alone do.
team-is-open = Every agent sees its tickets
team-is-closed = Members and admins alone see its tickets
team-default = Default team
team-name-taken = There is a team of this name already, or no short name can be made of it.
team-remove-title = Remove the team { $name }?
team-remove-text = It has to be without tickets in hand: move those to another team first. Closed tickets stay as they are.
team-removed = { $name } is removed
team-needed = { $name } is still needed
team-is-default = It is the default team. Choose another one first:
team-is-led = { $n ->
    [one] A category leads to it: { $names }. Give it another team first:
   *[other] Categories lead to it: { $names }. Give them another team first:
  }
team-has-tickets = It has tickets that are not closed. Move them to another team first.

## Categories and their forms

section-categories = Categories
categories-about = What tickets can be about, in the order in which customers see it.
category-add = Add a category
category-added = The category is there
category-changed = Saved
category-name = Name
category-team = Team
category-team-hint = New tickets of this category go to its queue.
category-remove-title = Remove the category { $name }?
category-remove-text = Nobody can choose it any more. Tickets that have it keep it.
category-removed = { $name } is removed
category-only = It is the only category. Add another one first.
category-gone = This category was removed.
fields-count = { $n ->
    [0] no fields of its own
    [one] one field
   *[other] { $n } fields
  }
moved-to = { $name } is number { $n } now
move-up = Move { $name } up
move-down = Move { $name } down
form-hint = What is asked for besides subject and message. Ask for what you need, and nothing else.
field-add = Add a field
field-number = Field { $n }
field-label = Name
field-drop = Remove the field { $name }
field-dropped = { $name } removed
field-required = Required
field-for-customers = Customers see and fill it in
field-name-needed = Give field { $n } an English name.
field-options-needed = Field { $n } needs something to choose from.
field-option-empty = Give every choice of field { $n } an English name, or remove it.
name-needed-en = An English name is needed, for readers of every other language.
kind = Kind
kind-text = Text
kind-choice = Choice
kind-number = Number
kind-date = Date
kind-checkbox = Tick box
kind-locked = The kind stays, since tickets have been filled in with it.
options = To choose from
option-add = Add a choice
option-in = Choice { $n } in { $language }
option-remove = Remove choice { $n }
preview = Preview
preview-form-hint = As it will look. Fields with a lock are for the team alone.
preview-no-fields = Nothing is asked for besides subject and message.

## Saved replies

section-replies = Saved replies
replies-about = Words that agents put into an answer with one press. Your own are seen by nobody else.
replies-which = Which replies
replies-own = My own
replies-shared = Shared
replies-none = No saved replies yet
replies-none-text = Write down what you answer again and again.
replies-none-lead = Write down what is answered again and again, for yourself or for everybody.
replies-none-found = No saved reply has these words.
reply-add = New saved reply
reply-own = My own
reply-for-all = For all agents
reply-for-team = For { $name }
reply-name = Name
reply-name-hint = Agents find it by this. Customers never see it.
reply-whose = Who uses it
reply-only-me = Only me
reply-only-me-hint = Nobody else sees it.
reply-shared-hint = All agents, or those who see the tickets of one team.
reply-team = For whom
reply-language = Written in
reply-any-language = Any language
reply-body = Words
reply-body-hint = Variables in double braces are filled in for each ticket. **Bold**, lists and links work as in answers.
reply-body-needed = Write what it says.
reply-saved = Saved
reply-read-only = Leads and admins change this one.
reply-remove-title = Remove { $name }?
reply-remove-shared = It is gone for everybody. Answers that were sent with it stay.
reply-remove-own = Answers that were sent with it stay.
reply-removed = { $name } is removed
variables = Put in
var-customer = Customer’s name
var-first-name = Customer’s first name
var-agent = Agent’s name
var-number = Ticket number
var-subject = Subject
var-link = Link to the ticket
var-desk = Name of the desk
preview-reply-hint = With examples in the place of variables. In a ticket they are its own.
preview-nothing = What you write shows here.
example-name = Carla Romero
example-first-name = Carla
example-subject = My parcel has not arrived

## Mail texts

section-mail = Mail texts
mails-about = What the desk writes to people, in each language. Whatever you change holds within a minute.
mails-customers = To customers
mails-agents = To agents
mails-guests = To guests
mail-received = Request received
mail-replied = An agent has answered
mail-status-changed = The status has changed
mail-reminder = Reminder: waiting for an answer
mail-closing = Last notice before closing
mail-closed = Ticket closed
mail-reopened = Ticket open again
mail-merged = Ticket joined with another
mail-rating = Asking for a rating
mail-assigned = Ticket assigned
mail-customer-replied = A customer has written
mail-mentioned = Mentioned in a note
mail-followed = News on a followed ticket
mail-undelivered = A mail did not arrive
mail-confirmation = Confirm an address
mail-changed = changed
mail-changed-in = Changed: { $languages }
mail-languages = Language of the text
mail-subject = Subject
mail-subject-hint = Some mail programs group only mails of the same subject, so those with messages in them have it alike.
mail-body = Text
mail-body-hint = Plain text. An empty line begins a new paragraph.
mail-saved = Saved
mail-reset = Put back
mail-reset-title = Put back the desk’s own text of “{ $name }” ({ $language })?
mail-reset-text = Your words are replaced. They stay readable in the log.
mail-was-reset = The desk’s own text is back
mail-insert-values = Put in: facts
mail-insert-sentences = Put in: the desk’s own sentences, chosen by what has happened
mail-insert-blocks = Put in: what has a paragraph to itself
mail-required = The text needs: { $names }.
mail-preview-hint = With made-up people in it. How it looks depends a little on the mail program.
mail-as-page = As it looks
mail-as-text = As plain text
mail-preview-waits = The preview waits until this is put right:
mail-empty = Write something here.
mail-brace = A brace stands alone. Placeholders have two on each side.
mail-placeholder-unknown = There is no such placeholder here: { $names }
mail-missing = This must be in it: { $names }
mail-beside = This needs a paragraph to itself, between empty lines: { $names }
placeholder-number = Ticket number
placeholder-subject = Subject of the ticket
placeholder-reader = Reader’s name
placeholder-by = Who did it
placeholder-desk = Name of the desk
placeholder-status = Status
placeholder-customer = Customer’s name
placeholder-priority = Priority
placeholder-closing = When it will be closed
placeholder-other = Number of the other ticket
placeholder-opening = What has happened
placeholder-status-news = The new status, if there is one
placeholder-meaning = What the status means
placeholder-closing-news = When it will be closed, as a sentence
placeholder-reason = Why it was closed
placeholder-news = What has happened
placeholder-message = The message
placeholder-link = Button: view the ticket
placeholder-keep-open = Button: keep it open
placeholder-solve = Button: it is solved
placeholder-stars = The five answers
placeholder-confirm = Button: confirm
audit-mail-changed = Mail text changed
audit-mail-reset = Mail text put back

## Settings

section-settings = Settings
settings-about = They hold for the whole desk, within a minute.
settings-saved = Saved
setting-team = Default team
setting-team-hint = A request that is about nothing in particular goes to its queue.
setting-undo = Seconds to take an answer back
setting-undo-hint = So long an answer waits before it goes out, so that its writer can undo it. From 0 (at once) to { $most }.
setting-undo-wrong = Give a whole number from 0 to { $most }.
seconds = { $n ->
    [0] at once
    [one] one second
   *[other] { $n } seconds
  }

## The log

section-log = Log
log-about = Who governed the desk how. Nothing in it can be changed. What happens to a ticket is in its own story.
log-action = What
log-any-action = Everything
log-by = By whom
log-any-actor = Anybody
log-all = Show everything
log-older = Show older ones
log-empty = Nothing yet
log-empty-text = What admins and leads change about the desk appears here, with what was there before.
log-none-match = Nothing of this kind
log-none-match-text = Nobody has done this, as far back as the log goes.
from-address = from
position = Place in the list
renamed = Name
renamed-text = changed (names are not kept in the log)
audit-team-added = Team added
audit-team-changed = Team changed
audit-team-removed = Team removed
audit-category-added = Category added
audit-category-changed = Category changed
audit-category-removed = Category removed
audit-settings-changed = Settings changed
audit-reply-added = Shared reply added
audit-reply-changed = Shared reply changed
audit-reply-removed = Shared reply removed
audit-agent-invited = Agent invited
audit-agent-changed = Agent changed
audit-agent-deactivated = Agent deactivated
audit-agent-activated = Agent activated
audit-address-released = Mail to an address allowed again
team-filter = Filter by team
team-any = Every team
audit-mail-released = Mail let out of quarantine
audit-mail-dismissed = Mail in quarantine put away
audit-blocklist-changed = List of unwanted senders changed
added = Added
removed = Removed

# Mail that came in.
inbox-about = Mails that were not let in, and why. Letting one in makes a ticket of it, or a message in the ticket it belongs to.
inbox-waiting = Quarantine
inbox-report = Account
inbox-blocklist = Unwanted senders
inbox-none = Nothing waits
inbox-none-text = Every mail that came in has become a ticket or a message.
inbox-no-subject = (no subject)
inbox-no-sender = Nobody it names
inbox-own = From the desk itself
inbox-automatic = Automatic
inbox-bounce = Not delivered
inbox-spam = Spam
inbox-virus = Virus
inbox-blocked = Unwanted sender
inbox-rate = Too many at once
inbox-agent = Not surely from the agent
inbox-unreadable = Cannot be read
inbox-failed = Could not be taken in
inbox-release = Let in
inbox-released = It is in ticket #{ $number } now
inbox-dismiss = Put away
inbox-dismissed = Put away. The mail is kept
inbox-was-released = Somebody has let it in. It is in ticket
inbox-was-dismissed = Somebody has put it away. The mail is kept.
inbox-from = From
inbox-verified = Sender verified
inbox-to = To
inbox-cc = Copy to
inbox-at = Came in
inbox-files = Files
inbox-unreadable-text = The desk cannot read this mail. Look at the original.
inbox-empty = There are no words in it.
inbox-headers = Technical head of the mail
inbox-original = Download the original
inbox-report-about = Every mail that came in is a ticket, a message, in quarantine or a copy of another. What is none of these is missing.
inbox-no-gap = Every mail is accounted for.
inbox-gap-text = { $n ->
    [one] One mail is missing.
   *[other] { $n } mails are missing.
}
inbox-stuck-text = { $n ->
    [one] One of them lies in the bucket; the desk tries again every hour.
   *[other] { $n } of them lie in the bucket; the desk tries again every hour.
}
inbox-coming = { $n ->
    [one] One came just now.
   *[other] { $n } came just now.
}
inbox-day = Day
inbox-raw = Mails
inbox-tickets = Tickets
inbox-messages = Messages
inbox-quarantined = Quarantine
inbox-duplicates = Copies
inbox-gap = Missing
inbox-sum = All
inbox-blocklist-label = Addresses and domains whose mails wait in quarantine
inbox-blocklist-hint = One a line: spam@example.com, or @example.com for everybody there.
inbox-blocklist-wrong = Name addresses like spam@example.com, and domains like @example.com.
inbox-blocklist-saved = The list is saved
