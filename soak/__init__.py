"""Everything at once, for minutes on end: regular clients, trouble of every kind, and a judgement.

``python -m soak --minutes 10``. The servers are ``trio-sockets serve`` as its user runs it; what is
done to them is listed in `soak.trouble` and `soak.signals`, what they owe in `soak.judge`.
"""
