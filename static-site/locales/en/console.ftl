# @import "common.ftl"
# The console, for agents.
console = Console
views = Views
list = Tickets
ticket = Ticket
ticket-number = Ticket { $number }
status = Status
by-status = By status
priority = Priority
team = Team
category = Category
assignee = Assignee
requester = Requester
tags = Tags
unassigned = Nobody
raised = Raised
waiting-since = Waiting since
closes = Closes
why-here = Why it is here
properties = Facts
more-properties = More facts

## Views and lists

view-mine = My tickets
view-unassigned = Unassigned
view-all = All tickets
view-unknown = Tickets
team-queues = Team queues
to-do = To do:
tab-todo = To do
tab-pending = Pending
tab-on-hold = On hold
tab-solved = Solved
tab-all = All
find = Find or #
find-label = Find in this list, or open a ticket by its number
find-in-list = This list
sort = Order
sort-updated = Last changed
sort-created = Newest
unread = Unread:
load-more = Load more
more-loaded = { $n ->
    [one] One more is shown
   *[other] { $n } more are shown
  }
list-changed = { $n ->
    [one] One changed – show
   *[other] { $n } changed – show
  }
empty-title = All done here
empty-mine = None of your tickets waits for an answer. New ones come to you while you are online.
empty-unassigned = Every ticket that waits has somebody who looks after it.
empty-queue = No ticket waits for an answer here. What customers write appears by itself.
show-all = Show all tickets
show-todo = Show what is to do
none-match = No such tickets
none-match-text = Nothing has this status here now.
none-found = Nothing found
none-found-text = Only the tickets of this list are searched. With a ticket number, press Enter to open it.
clear-find = Clear

## Places, saved views, many tickets at once

view-followed = Followed
view-snoozed = Snoozed
view-spam = Spam
views-own = My views
views-shared = Shared views
views-failed = The saved views could not be fetched.
view-new = New view
view-edit = Change this view
view-delete = Remove this view
view-save-as = Save as a view
view-gone = This view is gone
view-gone-text = It was removed, or it is not shared with you any more.
tickets-there = Tickets:
count-soon = being counted
count-none = not counted
filter = Filter
list-actions = More to do with this list
list-cut = These are the tickets last changed: there are more than can be put into this order. Narrow the list to see the others.
export-csv = Export as CSV
export-jsonl = Export as JSON Lines
sort-waiting = Waiting longest
sort-priority = Most urgent
sort-due = Due next
sort-turned = The other way round
none-filtered-text = Nothing fits this filter now.
show-unfiltered = Show without the filter
empty-view = No ticket is in this view now.
empty-followed = You follow no ticket. In a ticket’s menu you can follow it, and hear what happens to it.
empty-snoozed = Nothing is snoozed. What you set aside until later waits here.
empty-spam = Nothing is marked as spam.
select-one = Select { $number } { $subject }
select-all = Select all { $n } shown
selected = { $n ->
    [0] None selected
    [one] One selected
   *[other] { $n } selected
  }
search-all = Search everything
search-label = Words, a name, or the number of a ticket
new-ticket = New ticket
key-search = Search everything
key-select = Select the ticket, or leave it
key-bulk = Go to what can be done with selected tickets
key-leave = Select none

## Availability

availability = Availability
state-online = Online
state-away = Away
state-offline = Offline
state-online-means = The desk gives you new tickets, up to your limit.
state-away-means = You keep your tickets and get no new ones.
state-offline-means = You get no new tickets. Yours stay with you.
go-online = Go online
state-now = You are { $state } now
state-failed = Your availability is as it was. { $problem }
load = { $load } of { $cap } open
online-until = Stay online
online-until-changed = Until I change it
online-until-set = For a set time
online-hours = { $hours ->
    [one] For one hour
   *[other] For { $hours } hours
  }
online-ends = Ends

## One ticket

conversation = Conversation
back-to-list = Back
back-to-queue = Go to the queue
previous-ticket = Previous
next-ticket = Next
take-it = Take it
give-back = Give back
change-saved = Saved
change-status = status to { $value }
change-assignee = assignee to { $value }
change-refused = Not changed: somebody else was faster
change-refused-now = Meanwhile: { $what }.
change-refused-reply = Something was written meanwhile. It is in the conversation now.
change-anyway = Change it anyway
leave-it = Leave it
line-automatic = Assigned automatically
line-assigned = Assigned to { $to }
line-took = { $name } took this
line-gave = { $name } assigned this to { $to }
line-waiting = Waiting for an agent
message-from = New message from { $name }
wrote-meanwhile = { $name } wrote while you were writing.
show-it = Show

## Replies and notes

reply = Reply
reply-to = Reply to { $name }
note-label = Only colleagues see this note
add-note = Add note
note-added = Note added
reply-sent = Sent to { $name }.
send = Send
send-open = Send and set open
send-pending = Send and set pending
send-on-hold = Send and put on hold
send-solved = Send and solve
then-as-it-is = keep the status
then-open = set open
then-pending = set pending
then-on-hold = put on hold
then-solved = solve
closed-text = This ticket is closed. Closed is final: the customer can raise a new one.

## A reply that was held

held-title = Not sent yet: there is something you have not seen
held-text = It was written while you were writing. Your text is kept.
held-unseen = What you have not seen
held-review = Review
held-send = Send anyway
held-note = Make it a note

## What can be done with a ticket

ticket-actions = More to do with this ticket
follow = Follow
unfollow = Follow no more
undo = Undo
cancel = Cancel
saving = One moment…
go-there = Go there
snooze = Snooze
snooze-hint = It leaves your queue until then, or until the customer writes. Nothing is closed meanwhile.
snooze-until = Until
snooze-3-hours = In 3 hours
snooze-tomorrow = Tomorrow morning
snooze-monday = Monday morning
snooze-week = In a week
snooze-own = At another time
snooze-own-needed = Choose a time.
now-snoozed = Snoozed
is-snoozed = Snoozed until
unsnooze = Wake it now
now-unsnoozed = Back in its queue
mark-spam = Mark as spam
mark-false = Raised by mistake
now-spam = Out of every queue and number
is-spam = This is marked as spam: no queue and no number has it.
is-false = This was raised by mistake: no queue and no number has it.
release = It is a ticket
now-released = Back in its queue
merge = Merge
merge-title = Merge { $number } into another ticket
merge-hint = Its conversation goes on there. Both numbers keep working, and you can take them apart again.
merge-into = Ticket that goes on
merge-other-requester = That is another customer’s ticket. { $name } will still see their own part, and nothing of the other one.
now-merged = Merged into { $number }
is-merged = This was merged. It goes on in
unmerge = Take apart
now-unmerged = On its own again
link = Link
link-kind = The other ticket is
link-ticket = Its number
link-related = related
link-parent = the parent
link-child = a child
link-duplicate = a duplicate
link-follow-up-of = follows up
link-follow-up = followed up by
link-merged = merged from
now-linked = Linked
now-unlinked = The link is gone
unlink = Take the link to { $number } away
links = Links
revoke-links = Revoke email links
revoke-links-title = Revoke email links?
revoke-links-hint = All links emailed so far stop working. { $name } gets new ones with the next email. You cannot undo this.
revoke-links-button = Revoke
now-revoked-links = Email links revoked
split = Make a ticket of it
split-title = Make a ticket of this message
split-hint = { $name } gets a second ticket that begins with this message. It stays in this conversation, too.
subject = Subject
subject-needed = Say what it is about.
now-split = { $number } is a ticket of its own
no-such-ticket = There is no such ticket.
number-needed = Give the number of a ticket.
follow-up = Raise a follow-up
followers = Followed by
me = Me
a-colleague = a colleague
form = Form
field-inside = for the team only
tag-add = Add a tag
tag-remove = Remove the tag { $tag }
tag-removed = Tag { $tag } removed
quote = Quote
quote-from = { $name } wrote:
also-to = This goes to them as well

## Who else is there

others-typing = { $n ->
    [one] { $names } is writing an answer.
   *[other] { $names } are writing answers.
  }
others-viewing = { $n ->
    [one] { $names } is looking at this, too.
   *[other] { $names } are looking at this, too.
  }

## Help with writing

saved-reply = Saved reply
saved-replies = Saved replies
saved-replies-find = Find a saved reply
saved-replies-none = There are no saved replies yet. You can write some under “Set up”.
saved-reply-missing = Some of its variables have no value here. Look for gaps before you send it.
mention = Mention
mention-find = Find a colleague
mention-none = Nobody else is in the team yet.
sent-undo = Going out to { $name } in a moment
taken-back = Taken back. The words are in the box again.
undo-too-late = It has been sent already.

## Keyboard

key-next = Next ticket
key-previous = Previous ticket
key-open = Open the ticket
key-find = Find in the list
key-reply = Write a reply
key-note = Write a note
key-back = Back to the list
key-queue = Go to my team’s queue
key-mine = Go to my tickets
key-send = Send what you are writing

## Not for customers

not-for-you = This page is for the team
not-for-you-text = Your account is a customer’s. Your own tickets are in the customer portal.
other-account = Use another account

## Rooms beside the lists

nav-desk = The desk
nav-people = Customers
nav-agents = Agents
nav-mail = Mail
nav-admin = Set up
out-of-office = Out of office…
original-mail = The mail it came in
names-ticket = The email mentions another ticket. Its sender is not part of that conversation:
is-unverified = Nobody vouches that this came from { $email }. Nothing automatic is mailed there until they write as somebody we know.

## Ratings

rating = Rating
rating-of = { $score } of 5, for { $name }
rating-only = { $score } of 5
line-asked = The customer was asked for a rating
line-rated = { $name } gave { $score } of 5
line-closure-deferred = { $name } asked for more time

## What became of the mail of an answer

mail-sending = Being mailed
mail-sent = Mailed
mail-delivered = Mailed and delivered
mail-delayed = Not delivered yet: the customer’s mail server is asked again
mail-returned = Could not be delivered: the mailbox is full or out of reach
mail-bounced = Not delivered: the customer’s address takes no mail
mail-rejected = Not mailed: the mail provider refused it
mail-complained = The customer reported it as unwanted mail
mail-suppressed = Not mailed: the customer’s address has refused our mail before
mail-capped = Not mailed: too many mails in an hour
mail-unwanted = Not mailed: the customer has switched this mail off
mail-unknown = It is not certain yet that it was mailed
line-undelivered = Our mail did not reach the customer
