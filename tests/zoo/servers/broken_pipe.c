/* SIGPIPE, which comes with a write to a client that has gone, ends the whole program. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void *echo(void *argument) {
    int conn = (int)(long)argument;
    char data[64];
    ssize_t count;
    while ((count = read(conn, data, sizeof data)) > 0)
        if (write(conn, data, count) < 0)
            continue;
    close(conn);
    return NULL;
}

int main(int count, char **words) {
    int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    here.sin_port = htons(count > 1 ? atoi(words[1]) : 50007);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server, (struct sockaddr *)&here, sizeof here) || listen(server, 100))
        return 1;
    for (;;) {
        pthread_t thread;
        int conn = accept(server, NULL, NULL);
        if (conn >= 0 && pthread_create(&thread, NULL, echo, (void *)(long)conn) == 0)
            pthread_detach(thread);
    }
}
