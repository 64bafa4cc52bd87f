# @import "common.ftl"
# The customer portal. Customers read "ticket", "request" and "issue".

## Home

home-hello = Hello. How can we help?
home-hello-name = Hello { $name }. How can we help?
home-lead = Tell us what happened. You will see who is looking after it, and we write to you whenever something changes.
home-new-here = New here?
guest-offer = Ask without an account
home-latest = Your latest tickets
home-all = See all
home-how = How it works
step-describe = Tell us once
step-describe-text = Describe what happened in your own words and your own language. Nothing is lost if your connection drops.
step-follow = See who has it
step-follow-text = Your ticket goes straight to somebody who can help. Follow every step here or by e-mail.
step-solved = Done when you say so
step-solved-text = You decide when it is solved. If it comes back, reopen it with one reply.
health-ok = Our desk is up and running
health-degraded = Our desk is working, with some delays
health-away = Our desk cannot be reached right now

## Log in, register, new password

register = Create an account
register-text = It takes a minute: then you can raise issues and follow them.
register-busy = Creating your account…
have-account = Already have an account?
have-code = Waiting to confirm your address?
enter-code = Enter your code
name = Your name
time-zone = Time zone
password-hint = At least 12 characters. A few words together are easy to remember and hard to guess.
name-missing = Enter your name
email-missing = Enter your e-mail address
password-missing = Enter a password
email-wrong = Enter an e-mail address like name@example.com
password-weak = Use at least 12 characters
code-wrong = This code is not right or no longer valid. Ask for a new one.
code-missing = Enter the code from the e-mail
code-title = Confirm your e-mail address
code-text = If { $email } can be registered, we have sent a code to it. Enter it here.
code-text-plain = Enter your address and the code we have sent to it.
code = Code
code-hint = The e-mail can take a minute. Look into the spam folder, too.
code-resend = Send the code again
code-sent-again = If the address is right, a new code is on its way.
confirm = Confirm
forgot-link = Forgotten your password?
forgot-title = Choose a new password
forgot-text = Enter your e-mail address. If there is an account for it, we send you a code.
forgot-send = Send me a code
forgot-code-text = If there is an account for { $email }, a code is on its way. Enter it with your new password.
back-to-login = Back to log in
choose-password = Your new password
choose-password-text = Before you go on, please choose a password of your own.
new-password = New password
save-and-login = Save and log in
login-first = Please log in to see this page.
signed-out = You are logged out. See you soon.
password-changed = Your password has been changed. Please log in with it.
welcome-title = Welcome, { $name }
welcome-text = Your account is ready. Raise your first issue whenever you like.

## Raise an issue

new-text = We read every word. The more exactly you describe it, the quicker we can help.
subject = Subject
subject-hint = In one line: what is it about?
category = What is it about?
category-none = I am not sure
priority = Priority
body = What happened?
body-hint = For example an order number, what you expected, and what happened instead. Never send us passwords or card numbers.
subject-missing = Enter a subject
body-missing = Describe what happened
new-send = Send to the team
draft-saved = Your text is kept on this device until you send it.
field-none = Please choose
field-missing = Enter: { $name }
field-choose = Choose: { $name }
field-tick = Tick this to go on: { $name }
field-number-wrong = Enter a number, like 12 or 12.5
new-asks = { $n ->
    [one] One more thing is asked for below.
   *[other] { $n } more things are asked for below.
  }
new-files = Files
new-files-hint = Photos, screenshots or documents: up to { $n } files of { $limit } each. You can drop them anywhere on this form.
new-files-gone = One of the files cannot be sent any more. Remove it, and attach it again.
markdown = How to format your text
markdown-bold = bold
markdown-italic = italic
markdown-list = a list, one line for each thing
markdown-code = words exactly as they are, such as an error message
markdown-quote = something that others wrote

## My tickets

show = Show
show-open = Open
show-solved = Solved
show-all = All
show-everything = Show all tickets
show-more = Show more
key-next = Next ticket
key-previous = Previous ticket
key-search = Search
search = Search
search-label = Search your tickets
search-title = Found for “{ $query }”
search-end = Back to the list
search-found = { $n ->
    [0] Nothing found
    [one] One ticket found
   *[other] { $more ->
        [yes] { $n } tickets found, and there are more
       *[no] { $n } tickets found
    }
  }
search-query-missing = Type a word, a name or a number to look for.
search-none = Nothing found
search-none-text = None of your tickets has all of these words. Try fewer or other words, or the number of the ticket.
search-incomplete = The search is being put in order just now: something may be missing here.
more-loaded = { $n ->
    [one] One more
   *[other] { $n } more
  }
none-yet = No tickets yet
none-yet-text = When you need help, raise an issue. You can follow it here from then on.
none-here = Nothing here
none-here-text = None of your tickets is in this list.

## One ticket

ticket = Ticket
conversation = Conversation
raised-on = Raised
raised-title = We have your request { $number }
raised-text = Somebody will look after it soon. We write to you when there is news; you can close this page.
details = About this ticket
detail-assignee = Looking after it
detail-unassigned = Nobody
detail-not-assigned-yet = We are finding the right person
detail-team = Team
detail-updated = Last change
detail-reason = Why:
mark-solved = Mark as solved
reopen = Reopen
now-solved = Marked as solved. Thank you!
now-open = Your ticket is open again.
closes-solved = This ticket is solved and will be closed on { $date }. Until then, a reply opens it again.
closes-waiting = We are waiting for your answer. This ticket will be closed on { $date } unless you reply.
closed-title = This ticket is closed
closed-text = You can still write here: your message starts a new ticket that follows on from this one, with the same team.
your-reply = Your reply
send = Send reply
send-and-reopen = Send and reopen
send-and-solve = Send and mark as solved
reply-solved = My issue is solved
message-from = New message from { $name }
send-there = Send to { $id }
send-follow-up = Send as a new ticket
customer-view-text = You see this ticket as its customer sees it. Answers are written in the console.
customer-view-open = Open it in the console

## Not found

missing-page = This page does not exist
missing-page-text = The address may be mistyped, or the page has moved.
missing-home = To the start page
