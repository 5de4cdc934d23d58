// What recordings need and busybox lacks: reading raw pages without waiting, a function to put user probes on, and a
// deadline task. Freestanding, so that one clang makes it for every architecture without a C library.
//
//   tool pages FILE BYTES     the pages that FILE (a trace_pipe_raw) holds now, to standard output
//   tool calls COUNT          calls probed() COUNT times
//   tool realtime COUNT       runs at real-time priorities and sleeps COUNT times
//   tool deadline COUNT       runs as a SCHED_DEADLINE task that sleeps COUNT times

#if defined(__aarch64__)
enum { sys_read = 63, sys_write = 64, sys_openat = 56, sys_exit = 93, sys_nanosleep = 101, sys_sched_setattr = 274 };
static long call3(long number, long a, long b, long c, long d) {
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c, x3 __asm__("x3") = d;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}
__asm__(".globl _start\n_start: mov x29, #0\nmov x0, sp\nb begin\n");
#elif defined(__x86_64__)
enum { sys_read = 0, sys_write = 1, sys_openat = 257, sys_exit = 60, sys_nanosleep = 35, sys_sched_setattr = 314 };
static long call3(long number, long a, long b, long c, long d) {
    register long r10 __asm__("r10") = d;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return result;
}
__asm__(".globl _start\n_start: xor %ebp, %ebp\nmov %rsp, %rdi\nand $-16, %rsp\ncall begin\n");
#elif defined(__arm__)
enum { sys_read = 3, sys_write = 4, sys_openat = 322, sys_exit = 1, sys_nanosleep = 162, sys_sched_setattr = 380 };
static long call3(long number, long a, long b, long c, long d) {
    register long r7 __asm__("r7") = number, r0 __asm__("r0") = a, r1 __asm__("r1") = b, r2 __asm__("r2") = c, r3 __asm__("r3") = d;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3) : "memory");
    return r0;
}
__asm__(".globl _start\n_start: mov r11, #0\nmov r0, sp\nbic sp, sp, #7\nb begin\n");
#elif defined(__s390x__)
enum { sys_read = 3, sys_write = 4, sys_openat = 288, sys_exit = 1, sys_nanosleep = 162, sys_sched_setattr = 345 };
static long call3(long number, long a, long b, long c, long d) {
    register long r1 __asm__("1") = number, r2 __asm__("2") = a, r3 __asm__("3") = b, r4 __asm__("4") = c, r5 __asm__("5") = d;
    __asm__ volatile("svc 0" : "+d"(r2) : "d"(r1), "d"(r3), "d"(r4), "d"(r5) : "memory");
    return r2;
}
__asm__(".globl _start\n_start: lgr %r2, %r15\naghi %r15, -160\njg begin\n");
#endif

struct attributes {
    unsigned size, policy;
    unsigned long long flags;
    int nice;
    unsigned priority;
    unsigned long long runtime, deadline, period;
};

static unsigned char page[1 << 20];

// The compiler calls this one by itself.
void *memset(void *start, int value, unsigned long bytes) {
    volatile unsigned char *byte = start;
    while (bytes-- > 0) *byte++ = (unsigned char)value;
    return start;
}

struct sample {
    unsigned bits;
    unsigned char bytes[8];
    const char *name;
};

// Where the cases put their user probes; the arguments are what their fetch arguments read.
__attribute__((noinline)) long probed(long number, const char *text, struct sample *sample) {
    __asm__ volatile("" : : "r"(text), "r"(sample) : "memory");
    return number * 3 - 7;
}

static void pause_us(long us) {
    long time[2] = {us / 1000000, us % 1000000 * 1000};
    call3(sys_nanosleep, (long)time, 0, 0, 0);
}

static long number(const char *text) {
    long result = 0;
    while (*text >= '0' && *text <= '9') result = result * 10 + (*text++ - '0');
    return result;
}

static int pages(const char *file, long bytes) {
    if (bytes <= 0 || bytes > (long)sizeof page) return 2;
    long in = call3(sys_openat, -100, (long)file, 04000 /* O_NONBLOCK */, 0);
    if (in < 0) return 1;
    for (;;) {
        long got = call3(sys_read, in, (long)page, bytes, 0);
        if (got <= 0) return 0;
        for (long put = 0; put < got;) {
            long done = call3(sys_write, 1, (long)(page + put), got - put, 0);
            if (done <= 0) return 1;
            put += done;
        }
    }
}

// A call with a few frames of this program above it, for stacks of user space.
__attribute__((noinline)) static long inner(long i) { return call3(sys_openat, -100, (long)(i & 1 ? "/nowhere" : "/dev/none"), 0, 0) + 1; }
__attribute__((noinline)) static long outer(long i) { return inner(i) * 2; }

static int calls(long count) {
    static const char *texts[] = {"first", "a longer second text", ""};
    struct sample sample = {0xdeadbeef, {1, 2, 0x83, 4, 5, 6, 7, 0xff}, "named"};
    long sum = 0;
    for (long i = 0; i < count; i++) {
        sample.bits = sample.bits * 1664525u + 1013904223u;
        sum += probed(i * 1000003 - 5, texts[i % 3], &sample);
        sum += outer(i);
        pause_us(100);
    }
    return sum == 1;
}

static int realtime(long count) {
    for (long i = 0; i < count; i++) {
        struct attributes attributes = {sizeof attributes, i & 1 ? 1 : 2, 0, 0, (unsigned)(10 + i * 7 % 80), 0, 0, 0};
        if (call3(sys_sched_setattr, 0, (long)&attributes, 0, 0) < 0) return 1;
        pause_us(2000);
    }
    return 0;
}

static int deadline(long count) {
    struct attributes attributes = {sizeof attributes, 6, 0, 0, 0, 2000000, 10000000, 10000000};
    if (call3(sys_sched_setattr, 0, (long)&attributes, 0, 0) < 0) return 1;
    for (long i = 0; i < count; i++) pause_us(3000);
    return 0;
}

static int is(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

__attribute__((noreturn, used)) void begin(long *stack) {
    long count = stack[0];
    char **words = (char **)(stack + 1);
    int status = 2;
    if (count == 4 && is(words[1], "pages")) status = pages(words[2], number(words[3]));
    else if (count == 3 && is(words[1], "calls")) status = calls(number(words[2]));
    else if (count == 3 && is(words[1], "realtime")) status = realtime(number(words[2]));
    else if (count == 3 && is(words[1], "deadline")) status = deadline(number(words[2]));
    for (;;) call3(sys_exit, status, 0, 0, 0);
}
