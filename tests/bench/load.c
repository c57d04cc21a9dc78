/* A load generator for servers of the y-protocol: many websockets, one epoll loop, open loop.
 *
 *   load --plan FILE --port N --mode type|presence|join|storm|hold [--rate R --seconds S --warm W]
 *        [--seed FILE] [--pid SERVER] [--offline N]
 *
 * The plan has a line a connection, tab separated: room number, path, cookie or "-", document name
 * (Hocuspocus puts it before each message) or "-", text root. Client n types with client id BASE + n.
 * An edit is one character: a real Yjs update of 21 to 30 bytes. What arrives is read as Yjs updates,
 * so each (edit, other client) pair is counted once, in merged frames too. Latency runs from when
 * an edit was due, not from when it was sent: a server that is slow cannot slow the clock.
 * Results go to stdout as one line of JSON; times in milliseconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BASE 100000007u
#define AT_ONCE 48 /* handshakes under way, unless all are to come at once */
#define GIVE_UP 8.0 /* seconds without anything new */

typedef unsigned char byte;
typedef struct { byte *at; size_t len, cap; } buffer;
typedef struct {
    int fd, group, open, synced, ready, leader, decided, waits;
    char *path, *cookie, *doc, *root;
    buffer in, out;
    double began, done;
} conn;
typedef struct { uint64_t n[64 * 40], count; uint32_t most; } histogram;

static conn *conns;
static int count, loop, port, joined, ready, closed_early, opening, closed_code;
static int *group_size;
static uint32_t *seen; /* [receiver * count + sender]: clocks below this have arrived */
static enum { TYPE, PRESENCE, JOIN, STORM, HOLD } mode;
static double rate, seconds = 5, warm = 3, t0, started;
static long offline = 20, edits_sent, first_counted, pid;
static buffer seed;
static uint64_t delivered, expected, frames_in, bytes_in;
static histogram latency, saved, late;

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static void die(const char *why) { perror(why); exit(2); }

/* ---- histograms: 64 steps an octave of microseconds ---------------------- */

static void note(histogram *h, double time) {
    uint64_t us = time < 0 ? 0 : (uint64_t)(time * 1e6);
    uint32_t at = (uint32_t)us;
    if (us >= 64) {
        int shift = 63 - __builtin_clzll(us) - 6;
        at = (uint32_t)(shift + 1) * 64 + (uint32_t)((us >> shift) & 63);
    }
    if (at >= 64 * 40) at = 64 * 40 - 1;
    h->n[at]++;
    h->count++;
    if (at > h->most) h->most = at;
}

static double at_share(const histogram *h, double share) {
    uint64_t want = (uint64_t)(share * (double)h->count), sum = 0;
    for (uint32_t i = 0; i <= h->most; i++) {
        sum += h->n[i];
        if (sum > want || i == h->most)
            return i < 64 ? i / 1e3 : (double)((64ull + i % 64) << (i / 64 - 1)) / 1e3;
    }
    return 0;
}

/* ---- bytes ---------------------------------------------------------------- */

static void put(buffer *b, const void *data, size_t len) {
    if (b->len + len > b->cap) {
        b->cap = (b->len + len) * 2 + 256;
        b->at = realloc(b->at, b->cap);
    }
    memcpy(b->at + b->len, data, len);
    b->len += len;
}
static void put_byte(buffer *b, int value) { byte one = (byte)value; put(b, &one, 1); }
static void put_uint(buffer *b, uint64_t value) {
    for (; value > 127; value >>= 7) put_byte(b, (int)(value & 127) | 128);
    put_byte(b, (int)value);
}
static void put_string(buffer *b, const char *words) {
    put_uint(b, strlen(words));
    put(b, words, strlen(words));
}

typedef struct { const byte *at, *end; int bad; } reader;
static int get_byte(reader *r) {
    if (r->at >= r->end) { r->bad = 1; return 0; }
    return *r->at++;
}
static uint64_t get_uint(reader *r) {
    uint64_t value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
        int one = get_byte(r);
        value |= (uint64_t)(one & 127) << shift;
        if (one < 128) return value;
    }
    r->bad = 1;
    return 0;
}
static const byte *skip(reader *r, uint64_t len) {
    const byte *from = r->at;
    if (len > (uint64_t)(r->end - r->at)) { r->bad = 1; r->at = r->end; return from; }
    r->at += len;
    return from;
}
static void skip_run(reader *r) { skip(r, get_uint(r)); }

/* ---- sending -------------------------------------------------------------- */

static void drop(conn *c) {
    if (c->fd < 0) return;
    close(c->fd);
    c->fd = -1;
    if (!c->open) opening--;
    c->open = 0;
    closed_early++;
}

static void flush_out(conn *c) {
    size_t gone = 0;
    while (gone < c->out.len) {
        ssize_t n = send(c->fd, c->out.at + gone, c->out.len - gone, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) break;
        if (n < 0) { drop(c); return; }
        gone += (size_t)n;
    }
    memmove(c->out.at, c->out.at + gone, c->out.len - gone);
    c->out.len -= gone;
    if (c->waits == (c->out.len > 0)) return;
    c->waits = c->out.len > 0;
    struct epoll_event want = {.events = EPOLLIN | (c->waits ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(loop, EPOLL_CTL_MOD, c->fd, &want);
}

/* A masked frame; a mask of zeros is a mask, and costs us nothing. */
static void send_frame(conn *c, int op, const buffer *payload) {
    if (c->fd < 0) return;
    put_byte(&c->out, 0x80 | op);
    if (payload->len < 126) {
        put_byte(&c->out, 0x80 | (int)payload->len);
    } else if (payload->len < 65536) {
        byte head[3] = {0x80 | 126, (byte)(payload->len >> 8), (byte)payload->len};
        put(&c->out, head, 3);
    } else {
        put_byte(&c->out, 0x80 | 127);
        for (int i = 7; i >= 0; i--) put_byte(&c->out, (int)((payload->len >> (8 * i)) & 255));
    }
    put(&c->out, "\0\0\0\0", 4);
    put(&c->out, payload->at, payload->len);
    flush_out(c);
}

static buffer *message(conn *c, int type) {
    static buffer made;
    made.len = 0;
    if (c->doc) put_string(&made, c->doc);
    put_byte(&made, type);
    return &made;
}

static void send_sync(conn *c, int kind, const void *payload, size_t len) {
    buffer *m = message(c, 0);
    put_byte(m, kind);
    put_uint(m, len);
    put(m, payload, len);
    send_frame(c, 2, m);
}

static void send_presence(conn *c, uint32_t clock, const char *state) {
    static buffer entry;
    entry.len = 0;
    put_uint(&entry, 1);
    put_uint(&entry, BASE + (uint32_t)(c - conns));
    put_uint(&entry, clock);
    put_string(&entry, state);
    buffer *m = message(c, 1);
    put_uint(m, entry.len);
    put(m, entry.at, entry.len);
    send_frame(c, 2, m);
}

/* An update of `many` single characters typed one after the other, from `clock` on. */
static void write_edits(buffer *b, conn *c, uint32_t clock, long many) {
    uint32_t client = BASE + (uint32_t)(c - conns);
    put_uint(b, many ? 1 : 0);
    if (many) {
        put_uint(b, (uint64_t)many);
        put_uint(b, client);
        put_uint(b, clock);
    }
    for (uint32_t end = clock + (uint32_t)many; clock < end; clock++) {
        put_byte(b, clock ? 0x84 : 0x04);
        if (clock) {
            put_uint(b, client);
            put_uint(b, clock - 1);
        } else {
            put_byte(b, 1);
            put_string(b, c->root);
        }
        put_byte(b, 1);
        put_byte(b, 'a' + (int)(clock % 26));
    }
    put_byte(b, 0);
}

static void send_edits(conn *c, int kind, uint32_t clock, long many) {
    static buffer update;
    update.len = 0;
    write_edits(&update, c, clock, many);
    send_sync(c, kind, update.at, update.len);
}

/* ---- what arrives --------------------------------------------------------- */

static double due(long edit) { return t0 + (double)edit / (rate * count); }

static void arrived(conn *c, uint64_t client, uint64_t clock, uint64_t length, double at) {
    uint64_t sender = client - BASE;
    if (client < BASE || sender >= (uint64_t)count || sender == (uint64_t)(c - conns)) return;
    uint32_t *from = &seen[(size_t)(c - conns) * (size_t)count + sender];
    uint64_t end = clock + length;
    if (clock < *from) clock = *from;
    if (end <= clock) return;
    *from = (uint32_t)end;
    if (mode == STORM) { delivered += end - clock; return; }
    for (; clock < end; clock++) {
        long edit = (long)clock * count + (long)sender;
        if (edit < first_counted || edit >= edits_sent) continue;
        delivered++;
        note(&latency, at - due(edit));
    }
}

static void skip_any(reader *r) {
    switch (get_byte(r)) {
    case 127: case 126: case 121: case 120: return;
    case 125: while (get_byte(r) > 127) {} return;
    case 124: skip(r, 4); return;
    case 123: case 122: skip(r, 8); return;
    case 119: case 116: skip_run(r); return;
    case 118: for (uint64_t n = get_uint(r); n && !r->bad; n--) { skip_run(r); skip_any(r); } return;
    case 117: for (uint64_t n = get_uint(r); n && !r->bad; n--) skip_any(r); return;
    default: r->bad = 1;
    }
}

static uint64_t utf16(const byte *at, uint64_t len) {
    uint64_t units = 0;
    for (; len; len--, at++) units += ((*at & 0xc0) != 0x80) + (*at >= 0xf0);
    return units;
}

/* One struct: how many ids it takes; `string` when it is typed text. */
static uint64_t read_struct(reader *r, int *string) {
    int info = get_byte(r), kind = info & 31;
    *string = kind == 4;
    if (kind == 0 || kind == 10) return get_uint(r);
    if (info & 0x80) { get_uint(r); get_uint(r); }
    if (info & 0x40) { get_uint(r); get_uint(r); }
    if (!(info & 0xc0)) {
        if (get_uint(r)) skip_run(r); else { get_uint(r); get_uint(r); }
        if (info & 0x20) skip_run(r);
    }
    uint64_t n = 1, len;
    switch (kind) {
    case 1: return get_uint(r);
    case 2: n = get_uint(r); for (uint64_t i = n; i && !r->bad; i--) skip_run(r); return n;
    case 4: len = get_uint(r); return utf16(skip(r, len), r->bad ? 0 : len);
    case 3: case 5: skip_run(r); return 1;
    case 6: skip_run(r); skip_run(r); return 1;
    case 7: len = get_uint(r); if (len == 3 || len == 5) skip_run(r); return 1;
    case 8: n = get_uint(r); for (uint64_t i = n; i && !r->bad; i--) skip_any(r); return n;
    default: r->bad = 1; return 1;
    }
}

static void read_update(conn *c, reader *r, double at) {
    for (uint64_t sections = get_uint(r); sections && !r->bad; sections--) {
        uint64_t structs = get_uint(r), client = get_uint(r), clock = get_uint(r);
        for (; structs && !r->bad; structs--) {
            int string;
            uint64_t length = read_struct(r, &string);
            if (string && !r->bad) arrived(c, client, clock, length, at);
            clock += length;
        }
    }
}

static void read_presence(conn *c, reader *r, double at) {
    for (uint64_t n = get_uint(r); n && !r->bad; n--) {
        uint64_t client = get_uint(r), clock = get_uint(r);
        skip_run(r);
        /* clock 1 said hello, 2 is the first edit; what a newer state overtook is not delivered */
        if (clock < 2 || client < BASE || client - BASE >= (uint64_t)count) continue;
        uint32_t *from = &seen[(size_t)(c - conns) * (size_t)count + (client - BASE)];
        if (*from < clock - 2) *from = (uint32_t)clock - 2;
        arrived(c, client, clock - 2, 1, at);
    }
}

static void is_ready(conn *c) {
    if (c->ready) return;
    c->ready = 1;
    c->done = now();
    ready++;
}

static void read_sync(conn *c, reader *r, double at) {
    int kind = get_byte(r);
    if (kind == 0) {
        c->decided++; /* a step 2 is decided as an update is */
        send_edits(c, 1, 0, mode == STORM ? offline : 0);
        return;
    }
    get_uint(r);
    read_update(c, r, at);
    if (kind != 1) return;
    if (!c->synced++ && c->leader && seed.len) {
        c->decided++;
        send_sync(c, 2, seed.at, seed.len);
        send_sync(c, 0, "\0", 1);
    } else {
        is_ready(c);
    }
}

/* "saved" (type 101): so many of our frames are stored. */
static void read_saved(conn *c, reader *r, double at) {
    get_uint(r);
    long acked = (long)get_uint(r) - c->decided;
    static long *before;
    if (!before) before = calloc((size_t)count, sizeof *before);
    for (long *j = &before[c - conns]; *j < acked; (*j)++) {
        long edit = *j * count + (c - conns);
        if (edit >= first_counted && edit < edits_sent) note(&saved, at - due(edit));
    }
}

static void hear(conn *c, const byte *data, size_t len, double at) {
    reader r = {data, data + len, 0};
    frames_in++;
    if (c->doc) skip_run(&r);
    uint64_t type = get_uint(&r);
    if (type == 0 || type == 4) read_sync(c, &r, at);
    else if (type == 1 && mode == PRESENCE && (get_uint(&r), 1)) read_presence(c, &r, at);
    else if (type == 101 && mode == TYPE) read_saved(c, &r, at);
}

static size_t read_frame(conn *c, double at) {
    size_t have = c->in.len, head = 2;
    if (have < 2) return 0;
    uint64_t len = c->in.at[1] & 127;
    if (len >= 126) {
        int wide = len == 126 ? 2 : 8;
        if (have < 2 + (size_t)wide) return 0;
        len = 0;
        for (int i = 0; i < wide; i++) len = len << 8 | c->in.at[2 + i];
        head += (size_t)wide;
    }
    if (have < head + len) return 0;
    int op = c->in.at[0] & 15;
    buffer payload = {c->in.at + head, (size_t)len, 0};
    if (op == 8) {
        closed_code = len >= 2 ? payload.at[0] << 8 | payload.at[1] : 1005;
        drop(c);
    } else if (op == 9) {
        send_frame(c, 10, &payload);
    } else if (op <= 2) {
        hear(c, payload.at, payload.len, at);
    }
    return head + (size_t)len;
}

static void greet(conn *c) {
    c->open = 1;
    opening--;
    joined++;
    if (c->doc) {
        buffer *m = message(c, 2);
        put_uint(m, 0);
        put_string(m, "token");
        send_frame(c, 2, m);
    }
    send_sync(c, 0, "\0", 1);
    send_presence(c, 1, "{\"typing\":null,\"away\":false}");
}

static void take_in(conn *c, size_t used) {
    memmove(c->in.at, c->in.at + used, c->in.len - used);
    c->in.len -= used;
}

static void receive(conn *c) {
    static byte chunk[1 << 18];
    ssize_t n = recv(c->fd, chunk, sizeof chunk, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { drop(c); return; }
    double at = now();
    bytes_in += (uint64_t)n;
    put(&c->in, chunk, (size_t)n);
    if (!c->open) {
        byte *end = memmem(c->in.at, c->in.len, "\r\n\r\n", 4);
        if (!end) return;
        if (!memmem(c->in.at, (size_t)(end - c->in.at), " 101 ", 5)) {
            fprintf(stderr, "%.*s\n", (int)c->in.len, (char *)c->in.at);
            exit(2);
        }
        take_in(c, (size_t)(end + 4 - c->in.at));
        greet(c);
    }
    buffer whole = c->in;
    size_t used = 0, step;
    while (c->fd >= 0 && (step = read_frame(c, at))) {
        used += step;
        c->in.at += step;
        c->in.len -= step;
    }
    c->in = whole;
    take_in(c, used);
}

/* ---- the loop ------------------------------------------------------------- */

static void start(conn *c) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) die("socket");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (void *)&to, sizeof to) < 0 && errno != EINPROGRESS) die("connect");
    struct epoll_event want = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
    epoll_ctl(loop, EPOLL_CTL_ADD, c->fd, &want);
    c->waits = 1;
    char head[2048];
    int len = snprintf(head, sizeof head,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Origin: http://127.0.0.1:%d\r\nCookie: %s\r\n\r\n", c->path, port, port, c->cookie ? c->cookie : "a=b");
    put(&c->out, head, (size_t)len);
    c->began = now();
    opening++;
}

static void pump(double wait) {
    struct epoll_event events[512];
    struct timespec most = {(time_t)wait, (long)((wait - (double)(time_t)wait) * 1e9)};
    int n = epoll_pwait2(loop, events, 512, &most, NULL);
    for (int i = 0; i < n; i++) {
        conn *c = events[i].data.ptr;
        if (c->fd >= 0 && events[i].events & EPOLLOUT) flush_out(c);
        if (c->fd >= 0 && events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) receive(c);
    }
}

static void come_in(int leaders, int at_once) {
    int from = 0, wanted = 0, base = ready;
    for (int i = 0; i < count; i++) wanted += conns[i].leader == leaders;
    double last = now();
    for (int had = ready; ready - base < wanted;) {
        while (from < count && opening < at_once) {
            if (conns[from].leader == leaders) start(&conns[from]);
            from++;
        }
        pump(0.1);
        if (ready != had) { had = ready; last = now(); }
        if (now() - last > 30) {
            fprintf(stderr, "only %d of %d came in, %d closed with %d\n", ready - base, wanted,
                    closed_early, closed_code);
            exit(3);
        }
    }
}

static double cpu_of(long process) {
    char path[64], line[1024];
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%ld/stat", process);
    FILE *file = process ? fopen(path, "r") : NULL;
    if (!file) return 0;
    if (fgets(line, sizeof line, file))
        sscanf(strrchr(line, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
               &user, &kernel);
    fclose(file);
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static double own_cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
         + 1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static void send_edit(long edit) {
    conn *c = &conns[edit % count];
    uint32_t j = (uint32_t)(edit / count);
    if (mode == TYPE) {
        send_edits(c, 2, j, 1);
    } else {
        char state[160];
        snprintf(state, sizeof state, "{\"typing\":\"%s\",\"away\":false}", c->root);
        send_presence(c, j + 2, j % 2 ? "{\"typing\":null,\"away\":false}" : state);
    }
    if (edit >= first_counted) {
        expected += (uint64_t)(group_size[c->group] - 1);
        note(&late, now() - due(edit));
    }
}

static void play(void) {
    double server = 0, own = 0, began = 0;
    long all = (long)(rate * count * (warm + seconds));
    t0 = now() + 0.05;
    first_counted = (long)(rate * count * warm);
    edits_sent = all;
    for (long edit = 0; edit < all;) {
        double wait = due(edit) - now();
        if (wait > 0) { pump(wait); continue; }
        if (edit == first_counted) { server = cpu_of(pid); own = own_cpu(); began = now(); }
        send_edit(edit++);
        if (edit % 32 == 0) pump(0);
    }
    double sending = now() - began, last = now();
    for (uint64_t had = delivered; delivered < expected && now() - last < GIVE_UP; pump(0.05))
        if (had != delivered) { had = delivered; last = now(); }
    double ended = delivered < expected ? last : now();
    printf("{\"expected\":%llu,\"delivered\":%llu,\"cpu\":%.3f,\"seconds\":%.3f,\"sending\":%.3f,"
           "\"p50\":%.2f,\"p95\":%.2f,\"p99\":%.2f,\"most\":%.2f,\"generator\":%.3f,\"late\":%.2f,",
           (unsigned long long)expected, (unsigned long long)delivered, cpu_of(pid) - server,
           ended - began, sending, at_share(&latency, .5), at_share(&latency, .95),
           at_share(&latency, .99), at_share(&latency, 1), (own_cpu() - own) / (now() - began),
           at_share(&late, .99));
    if (saved.count)
        printf("\"saved\":[%.2f,%.2f,%.2f],\"told\":%llu,", at_share(&saved, .5),
               at_share(&saved, .95), at_share(&saved, .99), (unsigned long long)saved.count);
}

static void storm(void) {
    uint64_t all = (uint64_t)count * (uint64_t)(count - 1) * (uint64_t)offline;
    double last = now();
    for (uint64_t had = delivered; delivered < all && now() - last < GIVE_UP; pump(0.05))
        if (had != delivered) { had = delivered; last = now(); }
    printf("\"expected\":%llu,\"delivered\":%llu,\"converged\":%.1f,", (unsigned long long)all,
           (unsigned long long)delivered, (now() - started) * 1e3);
}

/* ---- start ---------------------------------------------------------------- */

static buffer read_file(const char *name) {
    buffer b = {0};
    char chunk[65536];
    FILE *file = fopen(name, "r");
    if (!file) die(name);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file));) put(&b, chunk, n);
    fclose(file);
    return b;
}

static void read_plan(const char *name) {
    buffer text = read_file(name);
    put_byte(&text, 0);
    for (byte *at = text.at; *at; at++) count += *at == '\n';
    conns = calloc((size_t)count, sizeof *conns);
    seen = calloc((size_t)count * (size_t)count, sizeof *seen);
    group_size = calloc((size_t)count, sizeof *group_size);
    char *rest = (char *)text.at;
    for (int i = 0; i < count; i++) {
        conn *c = &conns[i];
        char *line = strsep(&rest, "\n"), *cookie, *doc;
        c->group = atoi(strsep(&line, "\t"));
        c->path = strsep(&line, "\t");
        cookie = strsep(&line, "\t");
        doc = strsep(&line, "\t");
        c->root = line;
        c->cookie = strcmp(cookie, "-") ? cookie : NULL;
        c->doc = strcmp(doc, "-") ? doc : NULL;
        c->leader = !group_size[c->group]++;
        c->fd = -1;
    }
}

static int named(const char *name, const char *one) { return !strcmp(name, one); }

int main(int arguments, char **given) {
    static const char *modes[] = {"type", "presence", "join", "storm", "hold"};
    for (int i = 1; i + 1 < arguments; i += 2) {
        char *name = given[i] + 2, *value = given[i + 1];
        if (named(name, "plan")) read_plan(value);
        else if (named(name, "port")) port = atoi(value);
        else if (named(name, "rate")) rate = atof(value);
        else if (named(name, "seconds")) seconds = atof(value);
        else if (named(name, "warm")) warm = atof(value);
        else if (named(name, "offline")) offline = atol(value);
        else if (named(name, "pid")) pid = atol(value);
        else if (named(name, "seed")) seed = read_file(value);
        else if (named(name, "mode"))
            while (mode < HOLD && !named(value, modes[mode])) mode++;
    }
    loop = epoll_create1(0);
    int at_once = mode == JOIN || mode == STORM ? count : AT_ONCE;
    come_in(1, at_once);
    started = now();
    come_in(0, at_once);
    if (mode == TYPE || mode == PRESENCE) {
        for (double until = now() + 0.5; now() < until;) pump(0.05);
        play();
    } else {
        printf("{");
    }
    if (mode == STORM) storm();
    histogram *joins = calloc(1, sizeof *joins);
    for (int i = 0; i < count; i++)
        if (!conns[i].leader) note(joins, conns[i].done - started);
    printf("\"join\":[%.1f,%.1f],\"frames\":%llu,\"bytes\":%llu,\"closed\":%d,\"code\":%d}\n",
           at_share(joins, .5), at_share(joins, 1), (unsigned long long)frames_in,
           (unsigned long long)bytes_in, closed_early, closed_code);
    fflush(stdout);
    for (char c; mode == HOLD && read(0, &c, 1) > 0;) {}
    return 0;
}
