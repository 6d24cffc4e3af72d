/* The load: many connections from one thread, so that a server is never kept waiting by its clients.
 *
 * load PORT PID ACTIVE IN_FLIGHT IDLE WARM_UP SECONDS MODE WORDS
 *
 * MODE "steady": IDLE connections say WORDS once and then nothing; then ACTIVE connections keep
 * IN_FLIGHT requests each under way. Once all are open it writes "open", and waits for a line.
 * MODE "churn": ACTIVE clients at a time connect, say WORDS once, read the reply and close.
 *
 * A reply is whatever ends in LF, so text services and redis are measured by the same code.
 * It reads the server's CPU clock itself: the window of the CPU is the window of the requests.
 * It ends with one line of JSON. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_IN_FLIGHT 64
#define AT_ONCE 200       /* connections under way: less than any server's backlog */
#define PER_ADDRESS 10000 /* connections from one 127.0.0.x, well below the ephemeral ports */
#define CHURN_ADDRESSES 100 /* closed connections linger in TIME_WAIT and keep their ports */
#define SUB 64            /* histogram buckets per power of two: below 1.6 % of error */

enum { CONNECTING, TALKING, QUIET };
struct client {
    int fd, state, first, waiting;
    uint64_t sent[MAX_IN_FLIGHT]; /* a ring: when each request under way was sent */
};

static struct client *clients;
static int epoll, port, in_flight, churn;
static char requests[MAX_IN_FLIGHT * 128];
static size_t request_size;
static uint64_t histogram[64 * SUB], counted, opened;
static int measuring;

static uint64_t clock_ns(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t)) return 0;
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t now(void) { return clock_ns(CLOCK_MONOTONIC); }

static void die(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, errno ? strerror(errno) : "unexpected");
    exit(1);
}

/* Seconds that the cores of the server and of the load were busy, with whatever it was; also with
 * another virtual machine (steal). What is left above the two shows how quiet the machine was. */
static double busy(pid_t server) {
    cpu_set_t cores, own;
    if (sched_getaffinity(server, sizeof cores, &cores)) die("no such server");
    sched_getaffinity(0, sizeof own, &own);
    CPU_OR(&cores, &cores, &own);
    FILE *file = fopen("/proc/stat", "r");
    char line[512];
    unsigned long core, t[8], ticks = 0;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "cpu%lu %lu %lu %lu %lu %lu %lu %lu %lu", &core, t, t + 1, t + 2, t + 3,
                   t + 4, t + 5, t + 6, t + 7) == 9 && line[3] != ' ' && CPU_ISSET(core, &cores))
            ticks += t[0] + t[1] + t[2] + t[5] + t[6] + t[7];
    if (file) fclose(file);
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static unsigned bucket(uint64_t ns) {
    if (ns < SUB) return (unsigned)ns;
    unsigned shift = 63u - (unsigned)__builtin_clzll(ns) - 6u; /* SUB is 2 to the 6th */
    return (shift + 1) * SUB + (unsigned)(ns >> shift) - SUB;
}

static double percentile_us(double share) {
    uint64_t rank = (uint64_t)((double)counted * share), seen = 0;
    for (unsigned i = 0; i < 64 * SUB; i++) {
        seen += histogram[i];
        if (histogram[i] && seen >= rank)
            return i < SUB ? i / 1e3 : (double)((uint64_t)(SUB + i % SUB) << (i / SUB - 1)) / 1e3;
    }
    return 0;
}

static void watch(struct client *c, uint32_t events, int how) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(epoll, how, c->fd, &event)) die("epoll_ctl");
}

static void open_client(struct client *c) {
    uint64_t number = opened++;
    uint32_t host = 2u + (uint32_t)(churn ? number % CHURN_ADDRESSES : number / PER_ADDRESS);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000000u + host)};
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int yes = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) die("socket");
    /* The port is chosen in connect(), by the whole four-tuple. */
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(c->fd, (struct sockaddr *)&here, sizeof here)) die("bind");
    c->state = CONNECTING;
    c->first = c->waiting = 0;
    if (connect(c->fd, (struct sockaddr *)&there, sizeof there) && errno != EINPROGRESS)
        die("connect");
    watch(c, EPOLLOUT, EPOLL_CTL_ADD);
}

static void ask(struct client *c, int count) {
    size_t size = request_size * (size_t)count;
    uint64_t time = now();
    /* At most MAX_IN_FLIGHT short lines are under way: they always fit the socket's buffer. */
    if (write(c->fd, requests, size) != (ssize_t)size) die("write");
    for (int i = 0; i < count; i++)
        c->sent[(c->first + c->waiting++) % MAX_IN_FLIGHT] = time;
}

/* Take in replies; return how many. */
static int hear(struct client *c) {
    char buffer[16384];
    ssize_t size = read(c->fd, buffer, sizeof buffer);
    if (size <= 0) {
        if (size < 0 && errno == EAGAIN) return 0;
        die("the server closed a connection");
    }
    int replies = 0;
    uint64_t time = now();
    for (char *at = buffer; (at = memchr(at, '\n', (size_t)(buffer + size - at))); at++) {
        if (!c->waiting) die("a reply too many");
        uint64_t took = time - c->sent[c->first];
        c->first = (c->first + 1) % MAX_IN_FLIGHT;
        c->waiting--;
        replies++;
        if (measuring) histogram[bucket(took)]++, counted++;
    }
    return replies;
}

/* Handle what happened, for `wait` ms at most; return how many clients finished opening. */
static int step(int wait) {
    struct epoll_event events[256];
    int count = epoll_wait(epoll, events, 256, wait), finished = 0;
    for (int i = 0; i < count; i++) {
        struct client *c = events[i].data.ptr;
        if (c->state == CONNECTING) {
            int error = 0;
            socklen_t size = sizeof error;
            getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
            if ((errno = error)) die("connect");
            c->state = churn ? TALKING : QUIET;
            watch(c, EPOLLIN, EPOLL_CTL_MOD);
            ask(c, 1);
            continue;
        }
        int replies = hear(c);
        if (!replies) continue;
        if (churn) {
            close(c->fd);
            open_client(c);
        } else if (c->state == TALKING) {
            ask(c, replies);
        } else {
            finished++;
        }
    }
    return finished;
}

int main(int argc, char **argv) {
    if (argc != 10) die("load PORT PID ACTIVE IN_FLIGHT IDLE WARM_UP SECONDS MODE WORDS");
    port = atoi(argv[1]);
    clockid_t server, own = CLOCK_PROCESS_CPUTIME_ID;
    if (clock_getcpuclockid(atoi(argv[2]), &server)) die("no such server");
    int active = atoi(argv[3]), idle = atoi(argv[5]), all = active + idle;
    in_flight = atoi(argv[4]);
    double warm_up = atof(argv[6]), seconds = atof(argv[7]);
    churn = !strcmp(argv[8], "churn");
    request_size = strlen(argv[9]) + 1;
    if (in_flight > MAX_IN_FLIGHT || request_size > 128) die("too much in flight");
    for (int i = 0; i < in_flight; i++) {
        memcpy(requests + (size_t)i * request_size, argv[9], request_size - 1);
        requests[(size_t)(i + 1) * request_size - 1] = '\n';
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    clients = calloc((size_t)all + 1, sizeof *clients);
    epoll = epoll_create1(0);

    if (churn) {
        for (int i = 0; i < active; i++) open_client(&clients[i]);
    } else {
        for (int i = 0, ready = 0; ready < all; ready += step(1000))
            while (i < all && i - ready < AT_ONCE) open_client(&clients[i++]);
        puts("open");
        fflush(stdout);
        if (getchar() == EOF) return 1;
        for (int i = idle; i < all; i++) {
            clients[i].state = TALKING;
            ask(&clients[i], in_flight);
        }
    }
    uint64_t start = now() + (uint64_t)(warm_up * 1e9);
    while (now() < start) step(10);
    measuring = 1;
    double busy_cpu = busy(atoi(argv[2]));
    uint64_t server_cpu = clock_ns(server), own_cpu = clock_ns(own);
    start = now();
    uint64_t end = start + (uint64_t)(seconds * 1e9), time;
    while ((time = now()) < end) step(10);
    server_cpu = clock_ns(server) - server_cpu;
    own_cpu = clock_ns(own) - own_cpu;
    busy_cpu = busy(atoi(argv[2])) - busy_cpu;
    printf("{\"requests\": %lu, \"seconds\": %.6f, \"server_cpu\": %.9f, \"load_cpu\": %.9f, "
           "\"busy_cpu\": %.2f, "
           "\"p50_us\": %.2f, \"p99_us\": %.2f, \"p999_us\": %.2f}\n",
           (unsigned long)counted, (double)(time - start) / 1e9, (double)server_cpu / 1e9,
           (double)own_cpu / 1e9, busy_cpu, percentile_us(.50), percentile_us(.99), percentile_us(.999));
    return 0;
}
