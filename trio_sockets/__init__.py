"""The servers, clients and tools of a socket lab, on Trio."""

from trio_sockets.address import Address, TcpAddress, UnixAddress, parse_address
from trio_sockets.client.connect import open_stream
from trio_sockets.client.errors import (
    ClientError,
    ConnectError,
    DisconnectedError,
    GarbledError,
    RefusedError,
    SilentError,
)
from trio_sockets.client.game import GameClient, open_game_client
from trio_sockets.client.race import Answered, RaceClient, open_race_client
from trio_sockets.client.text import TextClient, open_text_client
from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.game import Game, GameOver
from trio_sockets.protocol.messages import Higher, Lose, Lower, Parameters, Win
from trio_sockets.protocol.session import Session
from trio_sockets.server.connection import Connection
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.ending import Ending
from trio_sockets.server.limits import Limits
from trio_sockets.server.listeners import ListenError
from trio_sockets.server.proxy import Proxies, parse_proxies
from trio_sockets.server.scorekeeper import Scorekeeper
from trio_sockets.server.serve import Serving, serve, serve_listeners
from trio_sockets.server.totals import Totals
from trio_sockets.services import Endpoint, Service, all_services, parse_endpoint

__all__ = [
    "Address",
    "Answered",
    "ClientError",
    "ConnectError",
    "Connection",
    "Deadlines",
    "DisconnectedError",
    "Ending",
    "Endpoint",
    "Error",
    "ErrorCode",
    "Game",
    "GameClient",
    "GameOver",
    "GarbledError",
    "Higher",
    "Limits",
    "ListenError",
    "Lose",
    "Lower",
    "Parameters",
    "Proxies",
    "RaceClient",
    "RefusedError",
    "Scorekeeper",
    "Service",
    "Serving",
    "Session",
    "SilentError",
    "TcpAddress",
    "TextClient",
    "Totals",
    "UnixAddress",
    "Win",
    "all_services",
    "open_game_client",
    "open_race_client",
    "open_stream",
    "open_text_client",
    "parse_address",
    "parse_endpoint",
    "parse_proxies",
    "serve",
    "serve_listeners",
]
