/* A menu comes first: 1 is the game. menu_first PORT [FAULT]
   FAULT last: the number found with the last try is lost. */
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int last_is_lost;

static int number(const char *line, int length) {
    char *end;
    if (length < 1 || length > 9 || line[0] < '0' || line[0] > '9')
        return -1;
    long n = strtol(line, &end, 10);
    return end - line == length ? (int)n : -1;
}

/* Returns the length of the line, without its end; -1 at the end of all. */
static int read_line(FILE *in, char *line, int size) {
    int length = 0, c = 0, long_line = 0;
    while ((c = getc(in)) != EOF && c != '\n') {
        if (length < size - 1)
            line[length++] = (char)c;
        else
            long_line = 1;
    }
    if (c == EOF && !length)
        return -1;
    if (length && line[length - 1] == '\r')
        length--;
    line[length] = 0;
    return long_line ? 0 : length;
}

static void *play(void *given) {
    int fd = (int)(long)given, left = 7, length;
    FILE *in = fdopen(fd, "r");
    unsigned seed = (unsigned)time(NULL) ^ (unsigned)rand();
    int secret = 1 + rand_r(&seed) % 100;
    char line[100];

    dprintf(fd, "Menu\n1) Jouer\n2) Quitter\nVotre choix : ");
    if (read_line(in, line, sizeof line) == 1 && line[0] == '1') {
        dprintf(fd, "Nombre entre 1 et 100, 7 essais\n> ");
        while (left && (length = read_line(in, line, sizeof line)) >= 0) {
            int guess = number(line, length);
            if (guess < 1 || guess > 100) {
                dprintf(fd, "invalide\n> ");
                continue;
            }
            left--;
            if (guess == secret && (left || !last_is_lost)) {
                dprintf(fd, "gagne\n");
                break;
            }
            if (!left)
                dprintf(fd, "perdu\n");
            else
                dprintf(fd, "%s (%d)\n> ", guess < secret ? "plus grand" : "plus petit", left);
        }
    }
    shutdown(fd, SHUT_WR);
    while (getc(in) != EOF)
        ;
    fclose(in);
    return NULL;
}

int main(int argc, char **argv) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
    int one = 1, server = socket(AF_INET, SOCK_STREAM, 0);
    last_is_lost = argc > 2 && !strcmp(argv[2], "last");
    srand((unsigned)time(NULL) ^ (unsigned)getpid());
    signal(SIGPIPE, SIG_IGN);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server, (struct sockaddr *)&at, sizeof at) || listen(server, 100))
        return perror("bind"), 1;
    for (;;) {
        pthread_t thread;
        long fd = accept(server, NULL, NULL);
        if (fd >= 0 && !pthread_create(&thread, NULL, play, (void *)fd))
            pthread_detach(thread);
    }
}
