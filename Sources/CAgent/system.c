#define _GNU_SOURCE
#include "fa_system.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

// The one place where EINTR is repeated and errno becomes a value.
#define FA_CALL(type, expression)                 \
  do {                                            \
    type result;                                  \
    do {                                          \
      result = (expression);                      \
    } while (result < 0 && errno == EINTR);       \
    return result < 0 ? -(type)errno : result;    \
  } while (0)

int fa_open(const char *path, int flags, uint32_t mode) {
  int how = O_CLOEXEC | O_NOCTTY;
  if ((flags & FA_READ) && (flags & FA_WRITE)) how |= O_RDWR;
  else if (flags & FA_WRITE) how |= O_WRONLY;
  else how |= O_RDONLY;
  if (flags & FA_APPEND) how |= O_APPEND;
  if (flags & FA_CREATE) how |= O_CREAT;
  if (flags & FA_TRUNCATE) how |= O_TRUNC;
  if (flags & FA_NONBLOCK) how |= O_NONBLOCK;
  if (flags & FA_DIRECTORY) how |= O_DIRECTORY;
  FA_CALL(int, open(path, how, mode));
}

int64_t fa_read(int fd, void *bytes, size_t count) { FA_CALL(int64_t, read(fd, bytes, count)); }
int64_t fa_write(int fd, const void *bytes, size_t count) { FA_CALL(int64_t, write(fd, bytes, count)); }
int fa_fsync(int fd) { FA_CALL(int, fsync(fd)); }
int fa_lock(int fd) { FA_CALL(int, flock(fd, LOCK_EX | LOCK_NB)); }

// Linux closes the descriptor even when close() reports EINTR: it must not be repeated.
int fa_close(int fd) { return close(fd) < 0 && errno != EINTR ? -errno : 0; }

int fa_stat(const char *path, struct fa_stat *out) {
  struct stat found;
  if (stat(path, &found) < 0) return -errno;
  out->mode = found.st_mode & 07777;
  out->owner = found.st_uid;
  out->size = found.st_size;
  out->is_directory = S_ISDIR(found.st_mode);
  return 0;
}

int fa_mkdir(const char *path, uint32_t mode) { FA_CALL(int, mkdir(path, mode)); }
int fa_rmdir(const char *path) { FA_CALL(int, rmdir(path)); }
int fa_unlink(const char *path) { FA_CALL(int, unlink(path)); }
int fa_rename(const char *from, const char *to) { FA_CALL(int, rename(from, to)); }

int fa_mount_tracefs(const char *path) {
  FA_CALL(int, mount("tracefs", path, "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL));
}

int fa_unmount(const char *path) { FA_CALL(int, umount2(path, UMOUNT_NOFOLLOW)); }

int fa_directory_open(const char *path, void **out) {
  DIR *directory = opendir(path);
  if (!directory) return -errno;
  *out = directory;
  return 0;
}

int fa_directory_next(void *directory, char *name, size_t size) {
  for (;;) {
    errno = 0;
    struct dirent *entry = readdir(directory);
    if (!entry) return -errno;
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    if (strlen(entry->d_name) >= size) return -ENAMETOOLONG;
    strcpy(name, entry->d_name);
    return 1;
  }
}

void fa_directory_close(void *directory) { closedir(directory); }

static uint32_t epoll_bits(int readiness) {
  return (readiness & FA_READABLE ? EPOLLIN : 0) | (readiness & FA_WRITABLE ? EPOLLOUT : 0);
}

static int epoll_set(int epoll, int operation, int fd, int readiness, uint64_t token) {
  struct epoll_event event = {.events = epoll_bits(readiness), .data.u64 = token};
  FA_CALL(int, epoll_ctl(epoll, operation, fd, &event));
}

int fa_epoll_create(void) { FA_CALL(int, epoll_create1(EPOLL_CLOEXEC)); }
int fa_epoll_add(int epoll, int fd, int readiness, uint64_t token) {
  return epoll_set(epoll, EPOLL_CTL_ADD, fd, readiness, token);
}
int fa_epoll_change(int epoll, int fd, int readiness, uint64_t token) {
  return epoll_set(epoll, EPOLL_CTL_MOD, fd, readiness, token);
}
int fa_epoll_remove(int epoll, int fd) { return epoll_set(epoll, EPOLL_CTL_DEL, fd, 0, 0); }

int fa_epoll_wait(int epoll, struct fa_event *events, int count, int timeout_ms) {
  struct epoll_event found[16];
  int ready = epoll_wait(epoll, found, count < 16 ? count : 16, timeout_ms);
  if (ready < 0) return errno == EINTR ? 0 : -errno;
  for (int i = 0; i < ready; i++) {
    uint32_t bits = found[i].events;
    events[i].token = found[i].data.u64;
    events[i].readiness = (bits & EPOLLIN ? FA_READABLE : 0) | (bits & EPOLLOUT ? FA_WRITABLE : 0) |
                          (bits & (EPOLLHUP | EPOLLERR) ? FA_HANGUP : 0);
  }
  return ready;
}

int fa_signals_open(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  if (signal(SIGPIPE, SIG_IGN) == SIG_ERR) return -errno;
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -errno;
  FA_CALL(int, signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
}

int fa_signals_read(int fd) {
  struct signalfd_siginfo info;
  int64_t count = fa_read(fd, &info, sizeof info);
  if (count < 0) return (int)count;
  return count == sizeof info ? (int)info.ssi_signo : -EIO;
}

uint64_t fa_clock_ns(int clock) {
  struct timespec now = {0, 0};
  clockid_t id = clock == FA_REALTIME ? CLOCK_REALTIME : clock == FA_BOOTTIME ? CLOCK_BOOTTIME : CLOCK_MONOTONIC;
  clock_gettime(id, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int fa_address_parse(const char *text, struct fa_address *out) {
  memset(out, 0, sizeof *out);
  if (inet_pton(AF_INET, text, out->bytes) == 1) {
    out->family = 4;
    return 1;
  }
  if (inet_pton(AF_INET6, text, out->bytes) == 1) {
    out->family = 6;
    return 1;
  }
  return 0;
}

static int connect_to(int fd, const struct fa_address *address, uint16_t port) {
  if (address->family == 4) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    memcpy(&to.sin_addr, address->bytes, 4);
    return connect(fd, (struct sockaddr *)&to, sizeof to);
  }
  struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_scope_id = address->scope};
  memcpy(&to.sin6_addr, address->bytes, 16);
  return connect(fd, (struct sockaddr *)&to, sizeof to);
}

int fa_connect(const struct fa_address *address, uint16_t port) {
  int one = 1;
  int fd = socket(address->family == 4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  // A connect() that a signal interrupts goes on in the background, as one in progress does.
  if (connect_to(fd, address, port) < 0 && errno != EINPROGRESS && errno != EINTR) {
    int error = errno;
    close(fd);
    return -error;
  }
  return fd;
}

int fa_socket_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0) return -errno;
  if (error) return -error;
  struct sockaddr_storage peer;
  size = sizeof peer;
  return getpeername(fd, (struct sockaddr *)&peer, &size) < 0 ? -EINPROGRESS : 0;
}

uint32_t fa_effective_user(void) { return geteuid(); }
int64_t fa_page_size(void) { return sysconf(_SC_PAGESIZE); }

int fa_kernel(char *release, char *version, char *machine, size_t size) {
  struct utsname name;
  if (uname(&name) < 0) return -errno;
  if (size < sizeof name.release) return -EINVAL;
  strcpy(release, name.release);
  strcpy(version, name.version);
  strcpy(machine, name.machine);
  return 0;
}

int fa_random(void *bytes, size_t count) { FA_CALL(int, (int)getrandom(bytes, count, 0)); }

const char *fa_error_text(int error) {
  const char *text = strerrordesc_np(error);
  return text ? text : "unknown error";
}

const char *fa_error_name(int error) {
  const char *name = strerrorname_np(error);
  return name ? name : "E?";
}

void fa_memory_frugal(void) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 64 << 10);
  mallopt(M_TRIM_THRESHOLD, 64 << 10);
  mallopt(M_TOP_PAD, 16 << 10);
}

void fa_memory_trim(void) { malloc_trim(0); }

void fa_exit(int code) { _exit(code); }
