"""A server that speaks as a class agreed to: ``with_phrases.py PORT SERVICE DIALECT``."""

import contextlib
import random
import socket
import socketserver
import sys
import time

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
PHRASES = {
    "francais": {
        "greeting": "JEU 1 100 7",
        "higher": "PLUS {left}",
        "lower": "MOINS {left}",
        "win": "GAGNE {used}",
        "lose": "PERDU {secret}",
        "error": "ERREUR je ne comprends pas",
    },
    "texte-libre": {
        "greeting": "Trouvez un nombre entre 1 et 100, en 7 essais.",
        "higher": "C'est plus grand ! Plus que {left} essais.",
        "lower": "C'est plus petit ! Plus que {left} essais.",
        "win": "Bravo, trouvé en {used} essais !",
        "lose": "Perdu, pas trouvé ! C'était {secret}, plus grand ou plus petit que {guess}.",
        "error": "Erreur : ce n'est pas un nombre de 1 à 100, ni une commande.",
    },
    "free-text": {
        "greeting": "Guess a number from 1 to 100, you have 7 tries.",
        "higher": "Too low! {left} tries left.",
        "lower": "Too high! {left} more tries.",
        "win": "Well done, you won after {used} tries!",
        "lose": "Game over, you lose: the correct number was {secret}.",
        "error": "Invalid: this is neither a number from 1 to 100 nor a command.",
    },
    "texto-libre": {
        "greeting": "Adivina un número entre 1 y 100, tienes 7 intentos.",
        "higher": "Tu número es menor que el número secreto, quedan {left} intentos para ganar.",
        "lower": "Te pasaste: el número es menor. Quedan {left} intentos antes de perder.",
        "win": "¡Lo adivinaste en {used} intentos! No era mayor ni menor.",
        "lose": "Demasiados intentos, el número secreto era {secret}.",
        "error": "No entiendo: eso no es un número entre 1 y 100, ni un comando desconocido.",
    },
}[sys.argv[3]]


def in_french(moment: time.struct_time) -> str:
    day, month = DAYS[moment.tm_wday], MONTHS[moment.tm_mon - 1]
    return f"{day} {moment.tm_mday} {month} {time.strftime('%Y %H:%M:%S', moment)}"


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.secret, self.used = random.randint(1, 100), 0
        with contextlib.suppress(OSError):
            if sys.argv[2] == "game":
                self.say("greeting")
            while line := self.rfile.readline(2**17):
                text = line.decode(errors="replace").strip("\r\n")
                if sys.argv[2] == "text":
                    self.wfile.write(self.answer(text).encode() + b"\n")
                elif self.is_over(text):
                    break

    def answer(self, text: str) -> str:
        command, _, string = text.partition(" ")
        known = {
            "UPPER": string.upper(),
            "LOWER": string.lower(),
            "DATENOW": in_french(time.localtime()),
        }
        return known.get(command) or PHRASES["error"]

    def is_over(self, text: str) -> bool:
        if not text.isdigit() or not 1 <= int(text) <= 100:
            self.say("error")
            return False
        guess = int(text)
        self.used += 1
        if guess == self.secret:
            self.say("win")
        elif self.used == 7:
            self.say("lose", guess)
        else:
            self.say("higher" if guess < self.secret else "lower")
            return False
        self.request.shutdown(socket.SHUT_WR)
        while self.rfile.read1(4096):
            pass
        return True

    def say(self, phrase: str, guess: int = 0) -> None:
        numbers = {"left": 7 - self.used, "used": self.used, "secret": self.secret, "guess": guess}
        self.wfile.write(PHRASES[phrase].format(**numbers).encode() + b"\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 100


with Server(("127.0.0.1", int(sys.argv[1])), Handler) as server:
    server.serve_forever()
