"""The peers: the text service as each of their own experts would write it, a file each.

What they do of the work is in `work`, the same for all. How bytes come and go is their own.
"""
