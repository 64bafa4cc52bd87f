# Mails. A text here holds no markup, as it goes into plain text and HTML alike.
# A body is what admins may put their own in the place of: paragraphs with empty lines between them.

mail-subject-message = [#{ $number }] { $subject }
mail-subject-notice = [#{ $number }] { $title }: { $subject }
mail-moment = { $day } at { $time } ({ $zone })
mail-ticket = Ticket #{ $number }: { $subject }

mail-received-title = We have your request
mail-received-opening-own = Thank you for writing to us. Your request is now ticket #{ $number }.
mail-received-opening-for_you = { $by } has raised ticket #{ $number } for you.
mail-received-body =
    Hello { $reader },

    { $opening }

    We will write to you as soon as there is news. To add something, just reply to this mail.

    { $link }

mail-replied-title = New answer
mail-replied-status = With this answer, the status of your ticket is now “{ $status }”.
mail-replied-body =
    Hello { $reader },

    { $by } has answered you on ticket #{ $number }:

    { $message }

    { $status_news }

    To answer, just reply to this mail.

    { $link }

mail-status_changed-title = Now { $status }
mail-status_changed-body =
    Hello { $reader },

    The status of your ticket #{ $number } is now “{ $status }”. { $meaning }

    { $link }

mail-reminder-title = Waiting for your answer
mail-reminder-closing = If we do not hear from you, it will be closed on { $closing }.
mail-reminder-body =
    Hello { $reader },

    We are still waiting for your answer on ticket #{ $number }. To answer, just reply to this mail.

    { $closing_news }

    { $keep_open }

    { $solve }

    { $link }

mail-closing-title = Last notice before closing
mail-closing-body =
    Hello { $reader },

    We have had no answer from you on ticket #{ $number }, and this is our last notice. { $closing_news }

    If you still need help, just reply to this mail, or tell us with one tap to keep it open.

    { $keep_open }

    { $solve }

    { $link }

mail-closed-title = Closed
mail-closed-reason-plain = Your ticket #{ $number } is now closed. You can still read it.
mail-closed-reason-solved = Your ticket #{ $number } was solved a while ago and is now closed. You can still read it.
mail-closed-reason-unanswered = We have had no answer from you, so your ticket #{ $number } is now closed. You can still read it.
mail-closed-body =
    Hello { $reader },

    { $reason }

    If you need more help, just reply to this mail: your message goes on in a new ticket that knows this one.

    { $link }

mail-reopened-title = Open again
mail-reopened-reason-rating = You told us that you are not satisfied with the solution, so we have opened it again.
mail-reopened-body =
    Hello { $reader },

    Your ticket #{ $number } is open again. We will look at it and write to you.

    { $reason }

    To add something, just reply to this mail.

    { $link }

mail-merged-title = Joined with another ticket
mail-merged-opening-own = Your tickets #{ $number } and #{ $other } are about the same matter, so we have joined them. From now on everything is in #{ $other }.
mail-merged-opening-other = We have joined your ticket #{ $number } with another one about the same matter. You will go on hearing from us here.
mail-merged-body =
    Hello { $reader },

    { $opening }

    Nothing of what you wrote is lost. To add something, just reply to this mail.

    { $link }

mail-rating-title = Your opinion counts
mail-rating-body =
    Hello { $reader },

    You asked us for help with ticket #{ $number }. How satisfied are you with it? One tap is enough.

    { $stars }

    Thank you for taking the time.

mail-assigned-title = Assigned to you
mail-assigned-opening-plain = Ticket #{ $number } has been assigned to you.
mail-assigned-opening-by = { $by } has assigned ticket #{ $number } to you.
mail-assigned-body =
    Hello { $reader },

    { $opening }

    Customer: { $customer }
    Status: { $status } · Priority: { $priority }

    { $link }

mail-customer_replied-title = { $by } has written
mail-customer_replied-body =
    Hello { $reader },

    { $by } has written on ticket #{ $number }:

    { $message }

    Customer: { $customer }
    Status: { $status } · Priority: { $priority }

    { $link }

mail-mentioned-title = { $by } mentioned you
mail-mentioned-body =
    Hello { $reader },

    { $by } mentioned you in a note on ticket #{ $number }.

    Customer: { $customer }
    Status: { $status } · Priority: { $priority }

    { $link }

mail-followed-title = News on a ticket you follow
mail-followed-news-message = { $by } has written on ticket #{ $number }:
mail-followed-news-note = { $by } has added a note to ticket #{ $number }.
mail-followed-news-status = The status of ticket #{ $number } is now “{ $status }”.
mail-followed-news-other = Something has changed on ticket #{ $number }.
mail-followed-body =
    Hello { $reader },

    { $news }

    { $message }

    Customer: { $customer }
    Status: { $status } · Priority: { $priority }

    { $link }

mail-undelivered-title = A mail did not arrive
mail-undelivered-body =
    Hello { $reader },

    A mail about ticket #{ $number } could not be delivered. { $customer } may not have read it.

    Please look at the ticket: it says what went wrong. The address may be mistyped, or the mailbox full.

    { $link }

mail-confirmation-title = Please confirm your address
mail-confirmation-subject = Please confirm your address
mail-confirmation-body =
    Hello,

    somebody has written to { $desk } with this address. If it was you, please confirm it, so that we can go on.

    { $confirm }

    If it was not you, you need do nothing: without your confirmation, we will not write to you about it.


mail-now-new = An agent will look at it soon.
mail-now-open = We are working on it.
mail-now-pending = We need an answer from you before we can go on.
mail-just-reply = To answer, just reply to this mail.
mail-now-on_hold = We are waiting for somebody outside our team, and will write to you as soon as we know more.
mail-now-solved = If anything is still wrong, just reply to this mail and it will be open again.
mail-now-closed = You can still read it.

mail-status-new = new
mail-status-open = open
mail-status-pending = waiting for your answer
mail-status-on_hold = on hold
mail-status-solved = solved
mail-status-closed = closed
mail-work-pending = pending

mail-priority-low = low
mail-priority-normal = normal
mail-priority-high = high
mail-priority-urgent = urgent

mail-view-customer = View your ticket
mail-view-agent = View the ticket
mail-keep_open = Keep it open
mail-solve = It is solved
mail-confirm = Confirm my address
mail-score-5 = 5 – Very satisfied
mail-score-4 = 4 – Satisfied
mail-score-3 = 3 – Neither nor
mail-score-2 = 2 – Dissatisfied
mail-score-1 = 1 – Very dissatisfied

mail-answer-agent = What you write in reply to this mail goes to the customer.
mail-why-customer = You get this mail because you have a ticket with { $desk }.
mail-why-agent = You get this mail because you are the agent of this ticket.
mail-why-follower = You get this mail because you follow this ticket.
mail-why-confirmation = You get this mail because this address was given to { $desk }.
mail-choose = Choose which mails you get
mail-unsubscribe = No more mails of this kind

mail-example-customer = Alex Morgan
mail-example-agent = Sam Rivers
mail-example-subject = The parcel has not arrived
mail-example-message = Thank you for your patience. The parcel is on its way again and should be with you on Thursday.
