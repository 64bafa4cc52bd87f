# What the console fetches when it is asked for: many tickets at once, filters and views, files, search, a new ticket.

## Many tickets at once

bulk-actions = { $n ->
    [one] What can be done with the selected ticket
   *[other] What can be done with { $n } selected tickets
  }
bulk-assign = Assign
bulk-release = It is no spam
bulk-leave = Select none
bulk-find = Find
bulk-change = Change
bulk-assign-title = { $n ->
    [one] Give the ticket to
   *[other] Give { $n } tickets to
  }
bulk-status-title = { $n ->
    [one] Set the ticket to
   *[other] Set { $n } tickets to
  }
bulk-priority-title = { $n ->
    [one] Priority of the ticket
   *[other] Priority of { $n } tickets
  }
bulk-team-title = { $n ->
    [one] Move the ticket to
   *[other] Move { $n } tickets to
  }
bulk-tags-title = { $n ->
    [one] Tags of the ticket
   *[other] Tags of { $n } tickets
  }
bulk-tags-hint = Several with commas between them. Other tags stay.
bulk-tags-add = Add
bulk-tags-remove = Take away
bulk-tags-needed = Name a tag to add or to take away.
bulk-progress = { $done } of { $all }
bulk-done = { $n ->
    [0] Nothing was changed.
    [one] One ticket changed.
   *[other] { $n } tickets changed.
  }
bulk-undone = { $n ->
    [0] Nothing was taken back.
    [one] One ticket is as it was.
   *[other] { $n } tickets are as they were.
  }
bulk-refused = { $n ->
    [one] One was not:
   *[other] { $n } were not:
  }
bulk-refused-403 = You may not change this ticket.
bulk-refused-404 = It is not there any more, or not for you.
bulk-refused-409 = As it is now, this cannot be done with it.
bulk-refused-412 = It has changed since the list was shown. Look at it, then try again.
bulk-refused-422 = This cannot be set here.
bulk-refused-503 = There was no time left for it. Try again.

## Filters and views

filter-title = Show only
filter-show = Show
filter-any = Anybody
filter-in-queues = In the queues
filter-place = Place
filter-tag = Tag
filter-commas = Several with commas between them.
filter-language = Language
filter-language-hint = Codes like en or ar, with commas between them.
filter-channel = Channel
filter-followed = Followed by
filter-followed-me = Only what I follow
filter-more = More
filter-remove = Remove { $what }
channel-portal = Portal
view-name = Name
view-name-needed = Give the view a name.
view-filter = It shows
view-submit = Save view
view-saved = View “{ $name }” saved
view-removed = View “{ $name }” removed
view-edit-title = Change “{ $name }”
view-save = Save in this view
view-as-saved = As it was saved
view-finds-all = Every ticket that is not closed
view-changed-meanwhile = Somebody else has changed this view meanwhile. Your changes are here: save again to replace theirs.
view-too-many = There are too many views. Remove one that nobody needs first.
view-missing = This view names what is not there any more: { $what }
share = For
share-private = Me alone
share-all = Everybody here
share-team = The team { $team }

## Files

export-title = Export “{ $name }”
export-so-far = { $n ->
    [0] Fetching the first rows…
    [one] One row so far
   *[other] { $n } rows so far
  }
export-done = { $n ->
    [0] The list is empty: the file has no rows.
    [one] The file has one row.
   *[other] The file has { $n } rows.
  }
export-save = Save the file

## Search

search-for = Search:
search-title = Search: { $q }
search-kind = Kind
search-count = { $more ->
    [yes] { $n } found, there are more
   *[other] { $n } found
  }
search-nothing-yet = Find anything
search-hint = Type words from a subject or a message, a customer’s name or address, or the number of a ticket.
search-query-missing = Type at least one word, a name, or the number of a ticket.
search-none-text = All words have to be there. Try fewer, or only the beginning of the last one.
search-incomplete = The index is being made, so something may be missing. Try again in a few minutes.
search-spam = In spam, too
search-in-spam = Look in spam, too
found-tickets = Tickets
found-people = People
customer-tickets = Their tickets
role-agent = Agent
role-lead = Lead
role-admin = Admin

## A new ticket

customer = Customer
customer-hint = Find somebody by name or address, or enter the e-mail address of somebody new.
customer-needed = Say who it is for.
customer-email-wrong = Choose somebody from the list, or enter an e-mail address like name@example.com.
customer-name = Name of somebody new
customer-another = Somebody else
customer-chosen = { $name } chosen
customers-found = { $n ->
    [0] Nobody found. Enter an e-mail address.
    [one] One found. Choose with the arrow keys.
   *[other] { $n } found. Choose with the arrow keys.
  }
category-none = As it fits best
category-as-before = As before
new-body = What it is about
new-body-hint = The customer sees this and gets it by e-mail.
new-body-needed = Write what it is about.
new-note = Note for colleagues
new-note-hint = The customer never sees this.
new-raise = Raise the ticket
new-done = { $number } is raised
new-note-failed = The ticket is raised, but its note is not added yet. It waits in the note box. { $problem }
new-draft-saved = What you type is kept on this device.
new-discard = Discard
new-discarded = Discarded
field-needed = { $name } is needed.
follow-up-of = Follows up
follow-up-text = The new ticket is { $name }’s, too, and both name each other.
follow-up-not-closed = That ticket is not closed: write in it instead.
