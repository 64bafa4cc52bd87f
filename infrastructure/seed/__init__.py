"""A desk of any size: tickets by the thousand, made from a seed, each told by the desk's own actions on a pad and copied whole.

`crowd` says who is there, `stories` what happened to whom, `pad` is what a story is told on, `telling` makes items of it, and
`filling` writes them to a local desk.
"""
