"""No mistake: asyncio streams."""

import asyncio
import sys


async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    _, low, high, _ = (await reader.readline()).decode().split()
    first, last = int(low), int(high)
    while True:
        guess = (first + last) // 2
        writer.write(b"%d\n" % guess)
        await writer.drain()
        answer, number = (await reader.readline()).decode().split()
        if answer == "HIGHER":
            first = guess + 1
        elif answer == "LOWER":
            last = guess - 1
        elif answer in {"WIN", "LOSE"}:
            return f"{answer} {number}"
        else:
            raise ValueError(f"it said {answer}")


async def main() -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
    try:
        print(await play(reader, writer))
    finally:
        writer.close()


try:
    asyncio.run(main())
except (OSError, ValueError) as error:
    sys.exit(f"The game has failed: {error}")
