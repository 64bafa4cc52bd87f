"""The demo desk: Fern & Fable, a small online shop for house plants, with two months of history.

`planning` decides everything from a seed, without touching anything; `playing` makes it happen through the desk's own
actions, at the times of the plan; `seeding` does both on a local desk.
"""
