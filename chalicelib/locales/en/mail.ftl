# Mails. Values arrive ready to print; a text here holds no markup, as it goes into plain text and HTML alike.

mail-subject = [#{ $number }] { $title }: { $subject }
mail-moment = { $day } at { $time } ({ $zone })
mail-hello = Hello { $reader },
mail-desk = { $desk }
mail-ticket = Ticket #{ $number }: { $subject }

mail-received-title = We have your request
mail-received-lead = Thank you for writing to us. Your request is now ticket #{ $number }.
mail-received-for-you = { $by } has raised ticket #{ $number } for you.
mail-received-next = We will write to you as soon as there is news. You can follow the ticket, or add to it, whenever you like.

mail-replied-title = New answer
mail-replied-lead = { $by } has answered you on ticket #{ $number }:
mail-replied-status = With this answer, the ticket is now { $status }.

mail-status_changed-title = Now { $status }
mail-status_changed-lead = Your ticket #{ $number } is now { $status }.

mail-reminder-title = Waiting for your answer
mail-reminder-lead = We are still waiting for your answer on ticket #{ $number }.
mail-reminder-closing = If we do not hear from you, it will be closed on { $moment }.
mail-reminder-keep = To keep it open, write a message on the ticket. A short one will do. If you need nothing more, you need do nothing.

mail-closed-title = Closed
mail-closed-lead = Your ticket #{ $number } is now closed. You can still read it.
mail-closed-unanswered = We have had no answer from you, so your ticket #{ $number } is now closed. You can still read it.
mail-closed-again = If you need more help, raise a new ticket and mention #{ $number } in it.
mail-closed-new = Raise a new ticket

mail-reopened-title = Open again
mail-reopened-lead = Your ticket #{ $number } is open again. We will look at it and write to you.

mail-assigned-title = Assigned to you
mail-assigned-lead = Ticket #{ $number } has been assigned to you.
mail-assigned-by = { $by } has assigned ticket #{ $number } to you.

mail-customer_replied-title = { $by } has written
mail-customer_replied-lead = { $by } has written on ticket #{ $number }:

mail-mentioned-title = { $by } mentioned you
mail-mentioned-lead = { $by } mentioned you in a note on ticket #{ $number }.

mail-followed-title = News on a ticket you follow
mail-followed-said = { $by } has written on ticket #{ $number }:
mail-followed-note = { $by } has added a note to ticket #{ $number }.
mail-followed-status = Ticket #{ $number } is now { $status }.
mail-followed-news = Something has changed on ticket #{ $number }.

mail-undelivered-title = A mail did not arrive
mail-undelivered-lead = { $customer } did not get our mail about ticket #{ $number }. Please reach them another way, or ask for another address.

mail-now-new = An agent will look at it soon.
mail-now-open = We are working on it.
mail-now-pending = We need an answer from you before we can go on.
mail-now-on_hold = We are waiting for somebody outside our team, and will write to you as soon as we know more.
mail-now-solved = If anything is still wrong, write a message on the ticket and it will be open again.
mail-now-closed = You can still read it.

mail-status-new = new
mail-status-open = open
mail-status-pending = pending
mail-status-on_hold = on hold
mail-status-solved = solved
mail-status-closed = closed

mail-priority-low = low
mail-priority-normal = normal
mail-priority-high = high
mail-priority-urgent = urgent

mail-fact-customer = Customer: { $customer }
mail-fact-state = Status: { $status } · Priority: { $priority }

mail-view-customer = View your ticket
mail-view-agent = View the ticket
mail-answer-there = Please write your answer on the ticket’s page. We cannot read replies to this mail.
mail-no-replies = We cannot read replies to this mail.
mail-why-customer = You get this mail because you have a ticket with { $desk }.
mail-why-agent = You get this mail because you are the agent of this ticket.
mail-why-follower = You get this mail because you follow this ticket.
mail-choose = Choose which mails you get
