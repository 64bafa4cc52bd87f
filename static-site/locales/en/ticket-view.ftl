# What only some tickets say: where they come from and go on, and what customers think of the solution.
answer-yes = Yes
answer-no = No
continues = This goes on from { $id }, which was closed.
continued-in = This ticket was closed. It goes on in { $id }.
merged-here = { $n ->
    [one] Another ticket of yours about the same is told here, too:
   *[other] { $n } other tickets of yours about the same are told here, too:
  }
merged-title = We have joined this ticket with { $id }
merged-text = Both are about the same, so one conversation is enough. Both numbers and their links go on working, and what you write here is added there.
merged-open = Open the conversation
line-unmerged = This ticket stands by itself again

## After a solution

rate-title = How content are you with our help?
rate-one = 1 of 5: very bad
rate-two = 2 of 5: bad
rate-three = 3 of 5: fair
rate-four = 4 of 5: good
rate-five = 5 of 5: very good
rate-comment = What should we know?
rate-comment-hint = Our team reads this. It stands in the story of your ticket.
rate-missing = Choose between one and five stars
rate-send = Send your rating
rate-thanks = Thank you for your rating
rate-thanks-text = It goes to the person who helped you, and shows all of us what to keep and what to change.
rate-sorry = Thank you for telling us
rate-sorry-text = We are sorry that it did not go well. Somebody will look at it again and write to you.
line-asked = We asked how content you are with our help
line-rated = { $name } gave { $score } of 5 stars
line-closure-deferred = { $name } needs more time, so we go on waiting
