# Why the desk did something by itself. Agents read the facts, customers what it means for them.
because-least_loaded-agent = Assigned to { $agent }: { $team }, online, { $load } of { $cap } open
because-least_loaded-customer = { $agent } from { $team } has time for this
because-nobody_online-agent = Waiting: nobody in { $team } is online
because-nobody_online-customer = Waiting for { $team }
because-all_full-agent = Waiting: everybody online in { $team } is at their limit
because-all_full-customer = Waiting for { $team }
because-reminder-agent = Pending for { $days } { $days ->
    [one] day
   *[other] days
} without an answer
because-reminder-customer = We are waiting for your answer
because-closing-agent = Last notice: the customer has not answered
because-closing-customer = We are still waiting for your answer. This is our last notice
because-unanswered-agent = Closed: the customer did not answer after the last notice
because-unanswered-customer = Closed because we did not hear from you
because-solved-agent = Closed: solved { $days } days ago and not reopened
because-solved-customer = Closed, as it has been solved for { $days } days
because-thanks_only-agent = Left as it is: the customer only said thanks
because-thanks_only-customer = We took this as a thank-you. If you still need help, open the ticket again
because-automatic-agent = Left as it is: an automatic answer
because-automatic-customer = Left as it is: an automatic answer
because-snooze_over-agent = Back from being snoozed
because-snooze_over-customer = We are looking at it again
because-owner_absent-agent = Taken from { $agent }, who is out of office
because-owner_absent-customer = { $agent } is away: somebody else from { $team } takes over
because-owner_inactive-agent = Taken from { $agent }, who does not work here any more
because-owner_inactive-customer = Somebody else from { $team } takes over
because-owner_moved-agent = Taken from { $agent }, who does not work on tickets of { $team } any more
because-owner_moved-customer = Somebody else from { $team } takes over
because-low_rating-agent = Brought back: the customer gave { $score } of 5
because-low_rating-customer = You were not content, so we are looking at it again
because-undelivered-agent = { $state ->
    [bounced] The customer’s address does not take our mail
    [capped] The mail was held back: the limit of mails per hour was reached
    [complained] The customer has reported our mail as unwanted: nothing is mailed to them any more
    [rejected] The mail provider refused to send the mail
   *[other] Nothing is mailed to the customer’s address any more: it has refused our mail before
}
because-undelivered-customer = Our mail did not reach you. Please check your address
because-unwarned-agent = Not closed: the customer could not be warned because the sender is not verified
because-unwarned-customer = We are looking at it again
