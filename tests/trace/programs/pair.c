/* The echo pair in C: "pair server PORT" and "pair client HOST PORT". */

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in address(const char *host, const char *port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  inet_pton(AF_INET, host, &a.sin_addr);
  return a;
}

static int serve(const char *port) {
  struct sockaddr_in a = address("127.0.0.1", port);
  int one = 1, s = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 1)) return 1;
  int c = accept(s, NULL, NULL);
  char data[1024];
  ssize_t n;
  while ((n = recv(c, data, sizeof data, 0)) > 0) send(c, data, n, 0);
  close(c);
  close(s);
  return 0;
}

static int call(const char *host, const char *port) {
  struct sockaddr_in a = address(host, port);
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(s, (struct sockaddr *)&a, sizeof a)) return 1;
  send(s, "Hello, world", 12, 0);
  char data[1024];
  ssize_t n = recv(s, data, sizeof data, 0);
  printf("%.*s\n", (int)n, data);
  close(s);
  return 0;
}

int main(int argc, char **argv) {
  return argc > 1 && strcmp(argv[1], "server") == 0 ? serve(argv[2]) : call(argv[2], argv[3]);
}
