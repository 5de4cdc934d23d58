// Names to addresses with c-ares, because a static glibc resolves names only with the host's own
// shared libraries. /etc/hosts is asked before DNS.
#ifndef FA_RESOLVER_H
#define FA_RESOLVER_H

#include "fa_system.h"

typedef struct fa_resolver fa_resolver;

enum fa_resolver_state { FA_RESOLVER_PENDING, FA_RESOLVER_DONE, FA_RESOLVER_FAILED };

// NULL: no memory, or c-ares could not start.
fa_resolver *fa_resolver_new(const char *host);
void fa_resolver_free(fa_resolver *resolver);
// An epoll descriptor that is readable when `fa_resolver_work` has something to do.
int fa_resolver_fd(fa_resolver *resolver);
// Milliseconds until `fa_resolver_work` must be called even when nothing is readable.
int fa_resolver_timeout_ms(fa_resolver *resolver);
int fa_resolver_work(fa_resolver *resolver);
int fa_resolver_state(fa_resolver *resolver);
int fa_resolver_addresses(fa_resolver *resolver, struct fa_address *out, int count);
const char *fa_resolver_error(fa_resolver *resolver);

#endif
