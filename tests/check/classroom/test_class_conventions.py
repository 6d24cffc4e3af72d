"""What a submission's file names say: which programs it has, and how they are started."""

import pytest

from trio_sockets.check.classroom.submissions.conventions import plan_by_names
from trio_sockets.check.classroom.submissions.plan import PlanError, Service


def commands(
    *names: str, executables: tuple[str, ...] = (), service: Service | None = None
) -> dict[str, str]:
    plan = plan_by_names(names, executables, service)
    return {part.subject: " ".join(part.command) for part in plan.parts}


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("echo_server.py", "server echo"),
        ("EchoServer.py", "server echo"),
        ("serveur-echo.py", "server echo"),
        ("text_server.py", "server text"),
        ("serveur_texte.py", "server text"),
        ("game_server.py", "server game"),
        ("jeu_serveur.py", "server game"),
        ("serveur_nombre_mystère.py", "server game"),
        ("devinette_serveur.py", "server game"),
        ("server_guess_the_number.py", "server game"),
    ],
)
def test_a_server_is_known_by_its_name(name: str, subject: str) -> None:
    assert commands(name) == {subject: f"python3 ./{name} {{port}}"}


@pytest.mark.parametrize("name", ["server.py", "serveur.py", "Server.py", "server2.py"])
def test_a_name_without_a_service_serves_the_one_that_is_asked_for(name: str) -> None:
    assert commands(name, service="game") == {"server game": f"python3 ./{name} {{port}}"}


@pytest.mark.parametrize(
    ("names", "command", "build"),
    [
        (["echo_server.js"], "node ./echo_server.js {port}", ()),
        (["echo_server.c"], "./echo_server {port}",
         ("gcc -pthread -o echo_server ./echo_server.c -lm",)),
        (["echo_server.c", "Makefile"], "./echo_server {port}", ("make",)),
        (["EchoServer.java", "Util.java"], "java -Xmx256m -cp . EchoServer {port}",
         ("javac -encoding UTF-8 ./EchoServer.java ./Util.java",)),
        (["echo_server.jar"], "java -Xmx256m -jar ./echo_server.jar {port}", ()),
        (["echo_server"], "./echo_server {port}", ()),
    ],
)  # fmt: skip
def test_each_language_is_built_and_started_as_it_is(
    names: list[str], command: str, build: tuple[str, ...]
) -> None:
    plan = plan_by_names(names, {"echo_server"}, None)
    assert [" ".join(part.command) for part in plan.parts] == [command]
    assert tuple(" ".join(words) for words in plan.build) == build


def test_two_programs_of_one_build_are_built_once() -> None:
    plan = plan_by_names(["EchoServer.java", "TextServer.java"], (), None)
    assert len(plan.build) == 1


def test_all_programs_are_found_in_the_order_of_the_sheet() -> None:
    names = ["game_client.py", "game_server.py", "text_server.py", "echo_server.py", "rules.py"]
    assert list(commands(*names)) == ["server echo", "server text", "server game", "client game"]


def test_of_a_role_that_is_asked_for_the_other_does_not_matter() -> None:
    names = ["game_server_v1.py", "game_server_v2.py", "game_client.py"]
    assert [part.subject for part in plan_by_names(names, (), None, "client").parts] == [
        "client game"
    ]
    with pytest.raises(PlanError, match=r"^no client found: name it echo_client\.py or the like"):
        plan_by_names(["echo_server.py"], (), "echo", "client")
    with pytest.raises(PlanError, match=r"^client\.py does not tell its service"):
        plan_by_names(["echo_server.py", "client.py"], (), None, "client")


def test_a_client_is_told_host_and_port() -> None:
    assert commands("game_client.py") == {"client game": "python3 ./game_client.py {host} {port}"}


def test_a_service_that_is_asked_for_leaves_the_others_out() -> None:
    names = ["echo_server.py", "server.py", "game_server.py"]
    assert list(commands(*names, service="game")) == ["server game"]
    assert commands(*names, service="game")["server game"].endswith("game_server.py {port}")


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("echo_server.py", "echo_server_old.py"),
        ("echo_server.py", "echo_server2.py"),
        ("server_echo.py", "my_echo_server.py"),
    ],
)
def test_the_plain_name_is_the_one_meant(plain: str, other: str) -> None:
    assert commands(plain, other) == {"server echo": f"python3 ./{plain} {{port}}"}


def test_a_source_comes_before_what_was_made_of_it() -> None:
    assert commands("echo_server", "echo_server.c", executables=("echo_server",)) == {
        "server echo": "./echo_server {port}"
    }
    assert plan_by_names(["echo_server", "echo_server.c"], {"echo_server"}, None).build


def test_two_of_a_kind_are_not_chosen_from() -> None:
    with pytest.raises(PlanError, match=r"echo_server\.py or serveur_echo\.py\? Keep one"):
        commands("echo_server.py", "serveur_echo.py")


@pytest.mark.parametrize(
    ("names", "service", "words"),
    [
        ([], None, "no server found: name it game_server.py or the like, or write check.toml"),
        (["main.py"], "echo", "no server found: name it echo_server.py or the like"),
        (["server.py"], None, "server.py does not tell its service: name it game_server.py"),
        (["test_echo_server.py"], None, "no server found"),
        (["_echo_server.py"], None, "no server found"),
        (["echo_client_server.py"], None, "no server found"),
        (["echo_server.md"], None, "no server found"),
        (["echo_server"], None, "no server found"),  # it may not be executed
    ],
)
def test_what_cannot_be_found_is_said_in_one_line(
    names: list[str], service: Service | None, words: str
) -> None:
    with pytest.raises(PlanError) as error:
        plan_by_names(names, (), service)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_name_like_an_option_is_none() -> None:
    assert commands("-echo_server.py") == {"server echo": "python3 ./-echo_server.py {port}"}
