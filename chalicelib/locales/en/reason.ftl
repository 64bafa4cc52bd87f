# Why the desk did something by itself. Agents read the facts, customers what it means for them.
reason-least_loaded-agent = Assigned to { $agent }: { $team }, online, { $load } of { $cap } open
reason-least_loaded-customer = { $agent } from { $team } has time for this
reason-no_agent_online-agent = Waiting: nobody in { $team } is online
reason-no_agent_online-customer = Waiting for { $team }
reason-all_at_capacity-agent = Waiting: everybody online in { $team } is at their limit
reason-all_at_capacity-customer = Waiting for { $team }
reason-reminder-agent = Pending for { $days } { $days ->
    [one] day
   *[other] days
} without an answer
reason-reminder-customer = We are waiting for your answer
reason-closing-agent = Last notice: the customer has not answered
reason-closing-customer = We are still waiting for your answer. This is our last notice
reason-unanswered-agent = Closed: the customer did not answer after the last notice
reason-unanswered-customer = Closed because we did not hear from you
reason-solved-agent = Closed: solved { $days } days ago and not reopened
reason-solved-customer = Closed, as it has been solved for { $days } days
reason-thanks_only-agent = Left as it is: the customer only said thanks
reason-thanks_only-customer = We took this as a thank-you. If you still need help, open the ticket again
reason-automatic-agent = Left as it is: an automatic answer
reason-automatic-customer = Left as it is: an automatic answer
reason-snooze_over-agent = Back from being snoozed
reason-snooze_over-customer = We are looking at it again
reason-assignee_absent-agent = Taken from { $agent }, who is out of office
reason-assignee_absent-customer = { $agent } is away: somebody else from { $team } takes over
reason-assignee_inactive-agent = Taken from { $agent }, who does not work here any more
reason-assignee_inactive-customer = Somebody else from { $team } takes over
reason-assignee_moved-agent = Taken from { $agent }, who does not work on tickets of { $team } any more
reason-assignee_moved-customer = Somebody else from { $team } takes over
reason-low_rating-agent = Brought back: the customer gave { $score } of 5
reason-low_rating-customer = You were not content, so we are looking at it again
reason-undelivered-agent = { $state ->
    [bounced] The customer’s address does not take our mail
    [capped] The mail was held back: the limit of mails per hour was reached
    [complained] The customer has reported our mail as unwanted: nothing is mailed to them any more
    [rejected] The mail provider refused to send the mail
   *[other] Nothing is mailed to the customer’s address any more: it has refused our mail before
}
reason-undelivered-customer = Our mail did not reach you. Please check your address
reason-unwarned-agent = Not closed: the customer could not be warned because the sender is not verified
reason-unwarned-customer = We are looking at it again
