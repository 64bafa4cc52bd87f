"""The demo data: Fern & Fable, a small online shop for house plants, with two months of history.

`planning` decides everything from a seed, without I/O; `playing` executes the plan with the app's own actions, at the planned
times; `seeding` does both for a local installation.
"""
