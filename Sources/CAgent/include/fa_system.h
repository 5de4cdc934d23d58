// System calls. Every function returns a negative errno on failure and repeats after EINTR.
#ifndef FA_SYSTEM_H
#define FA_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

enum fa_open_flags {
  FA_READ = 1,
  FA_WRITE = 2,
  FA_APPEND = 4,
  FA_CREATE = 8,
  FA_TRUNCATE = 16,
  FA_NONBLOCK = 32,
  FA_DIRECTORY = 64,
};

struct fa_stat {
  uint32_t mode;  // permission bits only
  uint32_t owner;
  int64_t size;
  int is_directory;
};

int fa_open(const char *path, int flags, uint32_t mode);
int64_t fa_read(int fd, void *bytes, size_t count);
int64_t fa_write(int fd, const void *bytes, size_t count);
int fa_close(int fd);
int fa_fsync(int fd);
int fa_lock(int fd);  // flock, exclusive, non-blocking

int fa_stat(const char *path, struct fa_stat *out);
int fa_mkdir(const char *path, uint32_t mode);
int fa_rmdir(const char *path);
int fa_unlink(const char *path);
int fa_rename(const char *from, const char *to);
int fa_mount_tracefs(const char *path);
int fa_unmount(const char *path);

// A directory's names, without "." and "..". `fa_directory_next` returns 1 for a name, 0 at the end.
int fa_directory_open(const char *path, void **out);
int fa_directory_next(void *directory, char *name, size_t size);
void fa_directory_close(void *directory);

enum fa_readiness { FA_READABLE = 1, FA_WRITABLE = 2, FA_HANGUP = 4 };

struct fa_event {
  uint64_t token;
  int readiness;
};

int fa_epoll_create(void);
int fa_epoll_add(int epoll, int fd, int readiness, uint64_t token);
int fa_epoll_change(int epoll, int fd, int readiness, uint64_t token);
int fa_epoll_remove(int epoll, int fd);
// timeout_ms: -1 waits without end. EINTR counts as "nothing happened".
int fa_epoll_wait(int epoll, struct fa_event *events, int count, int timeout_ms);

// A signalfd for SIGTERM, SIGINT and SIGHUP, which are blocked from then on; SIGPIPE is ignored.
int fa_signals_open(void);
// The number of the next signal, or a negative errno.
int fa_signals_read(int fd);

enum fa_clock { FA_REALTIME, FA_MONOTONIC, FA_BOOTTIME };
uint64_t fa_clock_ns(int clock);

struct fa_address {
  int family;  // 4 or 6
  uint8_t bytes[16];
  uint32_t scope;
};

// 1 when the text is an IPv4 or IPv6 address, 0 when it is not.
int fa_address_parse(const char *text, struct fa_address *out);
// A non-blocking TCP socket whose connection has begun.
int fa_connect(const struct fa_address *address, uint16_t port);
// 0 when the connection stands, -EINPROGRESS while it does not yet, or the negative errno that ended it.
int fa_socket_error(int fd);

uint32_t fa_effective_user(void);
int64_t fa_page_size(void);
int fa_kernel(char *release, char *version, char *machine, size_t size);
int fa_random(void *bytes, size_t count);
const char *fa_error_text(int error);
const char *fa_error_name(int error);
// Asks malloc to keep little: one arena, and freed memory goes back to the kernel early.
void fa_memory_frugal(void);
void fa_memory_trim(void);
_Noreturn void fa_exit(int code);

#endif
