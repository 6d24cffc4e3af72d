/* strchr() looks for the newline, and sees the end of the string at a NUL byte before it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void *play(void *argument) {
    int conn = (int)(long)argument, left = 7;
    long guess, secret = random() % 100 + 1;
    FILE *in = fdopen(conn, "r");
    char line[1 << 17] = "", *end;
    dprintf(conn, "GAME 1 100 7\n");
    while (left && fgets(line + strlen(line), sizeof line - strlen(line), in)) {
        if (!strchr(line, '\n') && strlen(line) < sizeof line - 1 && !feof(in))
            continue; /* the line is not whole yet */
        guess = strtol(line, &end, 10);
        if (end == line || end[strspn(end, "\r\n")] || guess < 1 || guess > 100)
            dprintf(conn, "ERR guess a number from 1 to 100\n");
        else if (left--, guess == secret)
            dprintf(conn, "WIN %d\n", 7 - left), left = 0;
        else if (!left)
            dprintf(conn, "LOSE %ld\n", secret);
        else
            dprintf(conn, "%s %d\n", guess < secret ? "HIGHER" : "LOWER", left);
        line[0] = 0;
    }
    shutdown(conn, SHUT_WR);
    while (fgets(line, sizeof line, in))
        continue;
    fclose(in);
    return NULL;
}

int main(int count, char **words) {
    int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    here.sin_port = htons(count > 1 ? atoi(words[1]) : 50009);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    signal(SIGPIPE, SIG_IGN);
    srandom(time(NULL) ^ getpid());
    if (bind(server, (struct sockaddr *)&here, sizeof here) || listen(server, 100))
        return 1;
    for (;;) {
        pthread_t thread;
        int conn = accept(server, NULL, NULL);
        if (conn >= 0 && pthread_create(&thread, NULL, play, (void *)(long)conn) == 0)
            pthread_detach(thread);
    }
}
