/* A text server whose commands end with '#': UPPER#text, LOWER#text, TIME#. It knows ß. */
#include <arpa/inet.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#define LONGEST 8192

static void convert(char *text, char *to, size_t room, int up)
{
    wchar_t *wide = calloc(LONGEST + 1, sizeof(wchar_t)), *made = calloc(2 * LONGEST + 1, sizeof(wchar_t));
    size_t count = mbstowcs(wide, text, LONGEST), length = 0;

    if (count == (size_t)-1) {
        snprintf(to, room, "#ERROR this is no UTF-8");
    } else {
        for (size_t i = 0; i < count; i++) {
            if (up && wide[i] == 0xdf) {
                made[length++] = L'S';
                made[length++] = L'S';
            } else {
                made[length++] = up ? towupper(wide[i]) : towlower(wide[i]);
            }
        }
        wcstombs(to, made, room);
    }
    free(wide);
    free(made);
}

static void answer(char *line, char *to, size_t room)
{
    if (strncmp(line, "UPPER#", 6) == 0 && line[6]) {
        convert(line + 6, to, room, 1);
    } else if (strncmp(line, "LOWER#", 6) == 0 && line[6]) {
        convert(line + 6, to, room, 0);
    } else if (strcmp(line, "TIME#") == 0 || strcmp(line, "TIME") == 0) {
        time_t now = time(NULL);
        struct tm parts;
        strftime(to, room, "%Y-%m-%dT%H:%M:%S+00:00", gmtime_r(&now, &parts));
    } else {
        snprintf(to, room, "#ERROR say UPPER#text, LOWER#text or TIME");
    }
}

/* Read a line without its end; drop what is too long. Return 0 at the end of the input. */
static int read_line(FILE *in, char *line)
{
    size_t length = 0;
    int byte;

    while ((byte = getc(in)) != EOF && byte != '\n') {
        if (length < LONGEST)
            line[length++] = byte ? byte : '?';
    }
    line[length] = 0;
    if (length && line[length - 1] == '\r')
        line[length - 1] = 0;
    return byte != EOF || length;
}

static void *serve(void *argument)
{
    FILE *in = fdopen((int)(long)argument, "r");
    FILE *out = fdopen(dup((int)(long)argument), "w");
    char *line = malloc(LONGEST + 1), *reply = malloc(4 * LONGEST);

    while (read_line(in, line)) {
        answer(line, reply, 4 * LONGEST);
        if (fprintf(out, "%s\n", reply) < 0 || fflush(out) != 0)
            break;
    }
    free(line);
    free(reply);
    fclose(in);
    fclose(out);
    return NULL;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1]))};
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    setlocale(LC_ALL, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128)) {
        perror("listen");
        return 1;
    }
    for (;;) {
        int client = accept(listener, NULL, NULL);
        pthread_t thread;
        if (client < 0)
            continue;
        if (pthread_create(&thread, NULL, serve, (void *)(long)client) == 0)
            pthread_detach(thread);
        else
            close(client);
    }
}
