# Words that the portal and the console share.
desk-name = Customer Care
skip = Skip to main content
loading = Loading…
toasts = Passing messages
close = Close
try-again = Try again
optional = (optional)
today = Today
yesterday = Yesterday
just-now = just now
updated = Updated
merged-label = Joined with another
time-both = { $relative } ({ $exact })
date-and-time = { $date }, { $time }

## Header, footer, preferences

nav-main = Main
nav-tickets = My tickets
nav-new = Raise an issue
nav-profile = Profile
nav-console = Team log-in
nav-portal = Customer portal
account-menu = Account:
preferences = Language and appearance
language = Language
appearance = Appearance
theme-system = System
theme-light = Light
theme-dark = Dark
login = Log in
logout = Log out
logout-failed = You are still logged in: the desk could not be reached. Please try again.
reconnecting = Reconnecting… What you type is kept on this device.

## Status and priority

status-new = New
status-open = Open
status-pending = Pending
status-pending-customer = Waiting for you
status-on-hold = On hold
status-solved = Solved
status-closed = Closed
priority-low = Low
priority-normal = Normal
priority-high = High
priority-urgent = Urgent

## States of a view

offline-title = No connection
failed-title = This could not be loaded
missing-title = Not found
problem-offline = The desk cannot be reached. Check your connection and try again.
problem-signed-out = Please log in again.
problem-forbidden = Your account may not see or do this.
problem-missing = There is nothing here, or it is not yours to see.
problem-conflict = This has changed in the meantime. Look at what is new and try again.
problem-gone = This link has been used or has expired. Ask for a new one.
problem-too-large = This is too long. Please shorten it.
problem-too-many = Too many tries. Please wait a while and try again.
problem-too-many-wait = { $minutes ->
    [one] Too many tries. Please try again in a minute.
   *[other] Too many tries. Please try again in { $minutes } minutes.
  }
problem-busy = The desk is busy. Please try again in a moment.
problem-desk = Something went wrong on our side. Please try again.

## Forms

error-title = Please check the following
error-label = Error:
field-wrong = Please check this.
email = E-mail address
password = Password
show-password = Show password
password-shown = Your password is shown
password-hidden = Your password is hidden
login-busy = Logging in…
login-refused = The e-mail address or the password is not right.
again-title = Please log in again
again-text = Your session has ended. What you have typed is still here.
not-now = Not now

## The conversation

note = Note
side-customer = Customer
side-agent = Our team
side-system = The desk
side-rule = Rule
side-api-key = API
side-bot = Bot
show-earlier = Show earlier messages
event-created = { $name } raised this ticket
event-status = { $name } changed the status to “{ $status }”
event-set-status = Status set to “{ $status }”
event-assigned = Somebody is looking after this now
event-assigned-to = { $name } is looking after this now
event-unassigned = { $name } put this back into the queue
event-reopened = { $name } reopened the ticket
event-closed = The ticket was closed
event-reminder = A reminder was sent
event-changed = { $name } changed { $what }
event-other = { $name }: { $what }
event-unknown = Something happened that this version does not know
event-snoozed = { $name } snoozed the ticket until { $until }
event-unsnoozed = The ticket is back from being snoozed
event-spam = { $name } marked the ticket as spam
event-released = { $name } released the ticket: it is no spam
event-merged = { $name } merged this ticket into { $other }
event-merged-away = { $name } joined this ticket with another one about the same
event-unmerged = { $name } took this ticket apart from { $other } again
event-merge-received = { $name } merged { $other } into this ticket
event-merge-undone = { $name } took { $other } out of this ticket
event-split = { $name } made { $other } of one message
event-linked = { $name } linked { $other }
event-unlinked = { $name } took the link to { $other } away
event-email-links-revoked = { $name } revoked the links in earlier emails
event-follow-up = It goes on in { $other }
event-withdrawn = { $name } took a message back
event-followers = { $name } changed who follows the ticket
withdrawn = Taken back
not-sent-yet = Not sent yet
automatic = Automatic answer
unverified = Not verified: { $email }
unverified-inside = Not verified, and not shown to the customer: { $email }
change-priority = priority to { $value }
change-subject = subject to “{ $value }”
change-category = category to { $value }
change-tags = tags to { $value }
change-team = team to { $value }
change-none = none
change-fields = the form

## The reply box

reply-kind = What you are writing
reply-then = and then
reply-keys = Ctrl or ⌘ + Enter sends
reply-empty = Write your message first.
reply-uploading = A file is still on its way. Send when it is there, or remove it.
text-saved = Your text is kept. You can send it again.
sending = Sending…
sent = Sent
draft-elsewhere = This draft was changed in another tab.
draft-take = Use the other version
draft-keep = Keep this one

## Files

files = Attached files
files-add = Attach files
files-drop = Drop the files here
files-too-many = At most { $n } files go with one message.
files-too-large = Too large (over { $limit } each) or empty: { $names }
file-sending = { $name } is on its way
file-waiting = Being checked…
file-not-allowed = This file was refused.
file-failed = { $name } could not be sent
file-refused = { $name } was refused
file-remove = Remove { $name }
file-removed = { $name } removed
download = Download

## Keyboard

keys-title = Keyboard shortcuts
keys-this-list = Show this list
keys-switch-off = Shortcuts work outside text fields. You can switch them off in your profile.
