#include "fa_resolver.h"

#include <ares.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ADDRESSES_MAX = 8 };

struct fa_resolver {
  ares_channel channel;
  int channel_is_up;
  int epoll;  // holds c-ares' sockets, so that the agent's loop needs to know one descriptor only
  int state;
  int status;
  int count;
  struct fa_address addresses[ADDRESSES_MAX];
};

static void socket_changed(void *data, ares_socket_t fd, int readable, int writable) {
  fa_resolver *resolver = data;
  int readiness = (readable ? FA_READABLE : 0) | (writable ? FA_WRITABLE : 0);
  if (!readiness) {
    fa_epoll_remove(resolver->epoll, fd);
  } else if (fa_epoll_change(resolver->epoll, fd, readiness, (uint64_t)fd) < 0) {
    fa_epoll_add(resolver->epoll, fd, readiness, (uint64_t)fd);
  }
}

static void resolved(void *data, int status, int timeouts, struct ares_addrinfo *found) {
  (void)timeouts;
  fa_resolver *resolver = data;
  resolver->status = status;
  for (struct ares_addrinfo_node *node = found ? found->nodes : NULL; node && resolver->count < ADDRESSES_MAX;
       node = node->ai_next) {
    struct fa_address *address = &resolver->addresses[resolver->count];
    memset(address, 0, sizeof *address);
    if (node->ai_family == AF_INET) {
      address->family = 4;
      memcpy(address->bytes, &((struct sockaddr_in *)node->ai_addr)->sin_addr, 4);
    } else if (node->ai_family == AF_INET6) {
      address->family = 6;
      memcpy(address->bytes, &((struct sockaddr_in6 *)node->ai_addr)->sin6_addr, 16);
      address->scope = ((struct sockaddr_in6 *)node->ai_addr)->sin6_scope_id;
    } else {
      continue;
    }
    resolver->count++;
  }
  if (found) ares_freeaddrinfo(found);
  resolver->state = resolver->count > 0 ? FA_RESOLVER_DONE : FA_RESOLVER_FAILED;
}

fa_resolver *fa_resolver_new(const char *host) {
  fa_resolver *resolver = calloc(1, sizeof *resolver);
  if (!resolver) return NULL;
  resolver->epoll = fa_epoll_create();
  struct ares_options options = {.sock_state_cb = socket_changed, .sock_state_cb_data = resolver, .timeout = 2000, .tries = 2};
  int mask = ARES_OPT_SOCK_STATE_CB | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
  if (resolver->epoll < 0 || ares_init_options(&resolver->channel, &options, mask) != ARES_SUCCESS) {
    fa_resolver_free(resolver);
    return NULL;
  }
  resolver->channel_is_up = 1;
  struct ares_addrinfo_hints hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  ares_getaddrinfo(resolver->channel, host, NULL, &hints, resolved, resolver);
  return resolver;
}

void fa_resolver_free(fa_resolver *resolver) {
  if (!resolver) return;
  // Destroying the channel calls `resolved` for what is still under way: the state is of no use by then.
  if (resolver->channel_is_up) ares_destroy(resolver->channel);
  if (resolver->epoll >= 0) close(resolver->epoll);
  free(resolver);
}

int fa_resolver_fd(fa_resolver *resolver) { return resolver->epoll; }

int fa_resolver_timeout_ms(fa_resolver *resolver) {
  struct timeval left, *next = ares_timeout(resolver->channel, NULL, &left);
  return next ? (int)(next->tv_sec * 1000 + (next->tv_usec + 999) / 1000) : -1;
}

int fa_resolver_work(fa_resolver *resolver) {
  struct fa_event events[8];
  int ready = fa_epoll_wait(resolver->epoll, events, 8, 0);
  if (ready < 0) return ready;
  for (int i = 0; i < ready; i++) {
    ares_socket_t fd = (ares_socket_t)events[i].token;
    ares_process_fd(
        resolver->channel, events[i].readiness & (FA_READABLE | FA_HANGUP) ? fd : ARES_SOCKET_BAD,
        events[i].readiness & FA_WRITABLE ? fd : ARES_SOCKET_BAD);
  }
  ares_process_fd(resolver->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  return 0;
}

int fa_resolver_state(fa_resolver *resolver) { return resolver->state; }

int fa_resolver_addresses(fa_resolver *resolver, struct fa_address *out, int count) {
  int copied = resolver->count < count ? resolver->count : count;
  memcpy(out, resolver->addresses, (size_t)copied * sizeof *out);
  return copied;
}

const char *fa_resolver_error(fa_resolver *resolver) { return ares_strerror(resolver->status); }
