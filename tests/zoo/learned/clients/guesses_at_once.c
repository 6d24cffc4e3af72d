/* It knows from the sheet that the number is between 1 and 100, and guesses at once. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void fail(const char *why)
{
    fprintf(stderr, "The game is over: %s\n", why);
    exit(1);
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1]))};
    int low = 1, high = 100, server = socket(AF_INET, SOCK_STREAM, 0);
    char line[1000];
    FILE *in;

    signal(SIGPIPE, SIG_IGN);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(server, (struct sockaddr *)&address, sizeof address))
        fail("nobody listens");
    in = fdopen(server, "r");
    for (;;) {
        int guess = (low + high) / 2;
        if (dprintf(server, "%d\n", guess) < 0)
            fail("the server has closed");
        if (!fgets(line, sizeof line, in))
            fail("the server has closed");
        line[strcspn(line, "\r\n")] = 0;
        if (strcmp(line, "MAYOR") == 0)
            low = guess + 1;
        else if (strcmp(line, "MENOR") == 0)
            high = guess - 1;
        else if (strcmp(line, "ganaste") == 0)
            break;
        else
            fail(line);
        if (low > high)
            fail("no number is left");
    }
    puts(line);
    return 0;
}
