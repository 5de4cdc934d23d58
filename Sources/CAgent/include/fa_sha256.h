// SHA-256, streaming.
#ifndef FA_SHA256_H
#define FA_SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct fa_sha256 fa_sha256;

fa_sha256 *fa_sha256_new(void);  // NULL: out of memory
int fa_sha256_update(fa_sha256 *hash, const void *bytes, size_t count);
int fa_sha256_final(fa_sha256 *hash, uint8_t out[32]);
void fa_sha256_free(fa_sha256 *hash);

#endif
