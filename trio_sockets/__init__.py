"""The servers, clients and tools of a socket lab, on Trio."""

from trio_sockets.address import Address, TcpAddress, UnixAddress, parse_address
from trio_sockets.client.connect import open_stream
from trio_sockets.client.errors import (
    ClientError,
    ConnectError,
    DisconnectedError,
    GarbledError,
    LocalProtocolError,
    NobodyListensError,
    RefusedError,
    SilentError,
)
from trio_sockets.client.game import GameClient, open_game_client
from trio_sockets.client.race.client import RaceClient, open_race_client
from trio_sockets.client.text import TextClient, open_text_client
from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.game import Game, GameOver
from trio_sockets.protocol.grammar import parse_number
from trio_sockets.protocol.line_session import LineSession
from trio_sockets.protocol.messages import Bye, Higher, Lose, Lower, Parameters, Reply, Text, Win
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.session import Session
from trio_sockets.server.connection import Connection
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.ending import Ending
from trio_sockets.server.limits import Limits
from trio_sockets.server.listening.listeners import ListenError
from trio_sockets.server.options import ServeOptions
from trio_sockets.server.peers.certificate import Certificate, CertificateError
from trio_sockets.server.peers.proxy import Proxies, parse_proxies
from trio_sockets.server.scorekeeper import Scorekeeper
from trio_sockets.server.serve import Serving, serve, serve_listeners
from trio_sockets.server.totals import Tally, Totals
from trio_sockets.services import Endpoint, PeerInfo, Service, all_services, parse_endpoint

__all__ = [
    "Address",
    "Bye",
    "Certificate",
    "CertificateError",
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
    "LineSession",
    "ListenError",
    "LocalProtocolError",
    "Lose",
    "Lower",
    "NobodyListensError",
    "Parameters",
    "PeerInfo",
    "Proxies",
    "RaceClient",
    "RefusedError",
    "Reply",
    "Rules",
    "Scorekeeper",
    "ServeOptions",
    "Service",
    "Serving",
    "Session",
    "SilentError",
    "Tally",
    "TcpAddress",
    "Text",
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
    "parse_number",
    "parse_proxies",
    "serve",
    "serve_listeners",
]
