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
nobody = Nobody
raised = Raised
waiting-since = Waiting since
closes = Closes
why-here = Why it is here
facts = Facts
more-facts = More facts

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
team-filter = Filter by team
team-any = Every team
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
change-refused-words = Something was written meanwhile. It is in the conversation now.
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
