# Asking without an account.
guest-title = Ask without an account
guest-text = Your e-mail address is enough. We send you a link to confirm it; then your request goes to the team, and you can follow it by the links in our e-mails.
guest-trap = Leave this empty
guest-sent = Look into your mailbox
guest-sent-text = If we can write to { $email }, an e-mail is on its way there. Follow its link to confirm your request: only then do we read it.
guest-sent-hint = It can take a minute. Look into the spam folder, too. We send at most one such e-mail an hour; its link confirms everything you have asked. After three days an unconfirmed request is forgotten.
