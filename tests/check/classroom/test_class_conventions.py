"""What a submission's file names say: which programs it has, and how they are started."""

from collections.abc import Collection

import pytest

from trio_sockets.check.classroom.submissions.conventions import plan_by_names
from trio_sockets.check.classroom.submissions.handed_in import HandedIn
from trio_sockets.check.classroom.submissions.plan import Plan, PlanError, ProgramRole, Service


def files(*names: str, executables: Collection[str] = ()) -> list[HandedIn]:
    return [HandedIn(name, name in executables) for name in sorted(names)]


def planned(
    *names: str,
    executables: Collection[str] = (),
    service: Service | None = None,
    role: ProgramRole | None = None,
) -> Plan:
    return plan_by_names(files(*names, executables=executables), service, role)


def commands(
    *names: str, executables: tuple[str, ...] = (), service: Service | None = None
) -> dict[str, str]:
    plan = planned(*names, executables=executables, service=service)
    return {part.subject: " ".join(part.command) for part in plan.parts}


def built(plan: Plan) -> list[list[str]]:
    """Return the commands of each step, of all programs."""
    return [
        [" ".join(words) for words in step.commands] for part in plan.parts for step in part.build
    ]


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
        (["echo_server.js"], "node ./echo_server.js {port}", []),
        (["echo_server.rb"], "ruby ./echo_server.rb {port}", []),
        (["echo_server.pl"], "perl ./echo_server.pl {port}", []),
        (["echo_server.php"], "php ./echo_server.php {port}", []),
        (["echo_server.sh"], "bash ./echo_server.sh {port}", []),
        (["Echo_Server.PY"], "python3 ./Echo_Server.PY {port}", []),
        (["echo_server.go"], "./echo_server {port}",
         [["go build -o echo_server ./echo_server.go"]]),
        (["echo_server.go", "go.mod"], "./echo_server {port}",
         [["go build -o echo_server ./echo_server.go", "go build -o echo_server ./."]]),
        (["echo_server.rs"], "./echo_server {port}",
         [["rustc -O -o echo_server ./echo_server.rs"]]),
        (["EchoServer.kt"], "java -Xmx256m -jar ./EchoServer.jar {port}",
         [["kotlinc ./EchoServer.kt -include-runtime -d EchoServer.jar"]]),
        (["EchoServer.cs"], "mono ./EchoServer.exe {port}",
         [["mcs -out:EchoServer.exe ./EchoServer.cs"]]),
        (["EchoServer.cs", "lab.csproj"], "dotnet run --project ./lab.csproj -- {port}", []),
        (["echo_server.c"], "./echo_server {port}",
         [["gcc -pthread -o echo_server ./echo_server.c -lm"]]),
        (["echo_server.C"], "./echo_server {port}",
         [["cp ./echo_server.C ./echo_server.c"],
          ["gcc -pthread -o echo_server ./echo_server.c -lm"]]),
        (["echo_server.c", "lines.c"], "./echo_server {port}",
         [["gcc -pthread -o echo_server ./echo_server.c -lm",
           "gcc -pthread -o echo_server ./echo_server.c ./lines.c -lm"]]),
        (["echo_server.c", "Makefile"], "./echo_server {port}",
         [["make", "gcc -pthread -o echo_server ./echo_server.c -lm"]]),
        (["c/echo_server.c", "c/Makefile"], "./c/echo_server {port}",
         [["make -C c", "gcc -pthread -o c/echo_server ./c/echo_server.c -lm"]]),
        (["EchoServer.java", "Util.java"], "java -Xmx256m -cp . EchoServer {port}",
         [["javac -encoding UTF-8 -d . ./EchoServer.java ./Util.java",
           "javac -encoding UTF-8 -d . -sourcepath . ./EchoServer.java"]]),
        (["echo_server.jar"], "java -Xmx256m -jar ./echo_server.jar {port}", []),
        (["echo_server"], "./echo_server {port}", []),
    ],
)  # fmt: skip
def test_each_language_is_built_and_started_as_it_is(
    names: list[str], command: str, build: list[list[str]]
) -> None:
    plan = planned(*names, executables={"echo_server"})
    assert [" ".join(part.command) for part in plan.parts] == [command]
    assert built(plan) == build


def test_a_java_class_is_started_by_its_package_wherever_its_file_lies() -> None:
    text = "package lab.net;\n\npublic final class GameServer {}"
    flat = plan_by_names([HandedIn("GameServer.java", text=text)], None)
    assert built(flat) == [["javac -encoding UTF-8 -d . -sourcepath . ./GameServer.java"]]
    maven = "src/main/java/lab/net/GameServer.java"
    deep = plan_by_names([HandedIn("pom.xml"), HandedIn(maven, text=text)], None)
    assert built(deep) == [[f"javac -encoding UTF-8 -d . -sourcepath src/main/java ./{maven}"]]
    for plan in (flat, deep):
        [part] = plan.parts
        assert part.command == ("java", "-Xmx256m", "-cp", ".", "lab.net.GameServer", "{port}")


def test_a_java_file_that_is_not_called_as_its_class_is_copied_first() -> None:
    file = HandedIn("GameServer (1).java", text="public class GameServer {}")
    plan = plan_by_names([file], None)
    assert built(plan)[0] == ["cp ./GameServer (1).java ./GameServer.java"]
    assert plan.parts[0].command[-2:] == ("GameServer", "{port}")


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("src/echo_server.py", "server echo"),
        ("a/b/c/d/echo_server.py", "server echo"),
        ("server/echo.py", "server echo"),
        ("echo/server.py", "server echo"),
        ("jeu/client/main.py", "client game"),
        ("servidor_eco.py", "server echo"),
        ("clienteTexto.py", "client text"),
        ("servidor_adivina.py", "server game"),
        ("cliente_juego.rb", "client game"),
    ],
)
def test_a_program_is_found_where_it_lies(name: str, subject: str) -> None:
    assert list(commands("README.md", name)) == [subject]


def test_a_copy_of_an_earlier_day_lies_deeper() -> None:
    assert commands("echo_server.py", "old/echo_server.py") == {
        "server echo": "python3 ./echo_server.py {port}"
    }
    with pytest.raises(PlanError, match=r"^a/echo_server\.py or b/echo_server\.py\?"):
        planned("a/echo_server.py", "b/echo_server.py")


def test_a_helper_in_the_folder_of_a_server_is_no_server() -> None:
    assert list(commands("server/echo.py", "server/lines.py")) == ["server echo"]


def test_all_programs_are_found_in_the_order_of_the_sheet() -> None:
    names = ["game_client.py", "game_server.py", "text_server.py", "echo_server.py", "rules.py"]
    assert list(commands(*names)) == ["server echo", "server text", "server game", "client game"]


def test_of_a_role_that_is_asked_for_the_other_does_not_matter() -> None:
    names = ["game_server_v1.py", "game_server_v2.py", "game_client.py"]
    assert [part.subject for part in planned(*names, role="client").parts] == ["client game"]
    with pytest.raises(PlanError, match=r"^no client found: name it echo_client\.py or the like"):
        planned("echo_server.py", service="echo", role="client")
    with pytest.raises(PlanError, match=r"^client\.py does not tell its service"):
        planned("echo_server.py", "client.py", role="client")


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
    assert built(planned("echo_server", "echo_server.c", executables={"echo_server"}))


def test_two_of_a_kind_are_not_chosen_from() -> None:
    with pytest.raises(PlanError, match=r"echo_server\.py or serveur_echo\.py\? Keep one"):
        commands("echo_server.py", "serveur_echo.py")


@pytest.mark.parametrize(
    ("names", "service", "words"),
    [
        ([], None, "no server found: name it game_server.py or the like, or write check.toml"),
        (["main.py"], "echo", "no server found: if it is main.py, name that echo_server.py or the"),
        (["server.py"], None, "server.py does not tell its service: name it game_server.py"),
        (["test_echo_server.py"], None, "no server found"),
        (["_echo_server.py"], None, "no server found"),
        (["echo_client_server.py"], None, "no server found"),
        (["echo_server.md"], None, "no server found"),
        (["echo_server"], None, "echo_server may not be executed: chmod +x echo_server"),
        (["echo_server.lua"], None, "echo_server.lua is in no language that is known here"),
        (["echo_server.zip"], None, "echo_server.zip is an archive: unpack it"),
        (["lab3.zip"], None, "no program found beside lab3.zip: unpack it"),
        (["Client5.java"], None, "name its class GameClient5 or the like, and its file so"),
    ],
)
def test_what_cannot_be_found_is_said_in_one_line(
    names: list[str], service: Service | None, words: str
) -> None:
    with pytest.raises(PlanError) as error:
        planned(*names, service=service)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_name_like_an_option_is_none() -> None:
    assert commands("-echo_server.py") == {"server echo": "python3 ./-echo_server.py {port}"}
