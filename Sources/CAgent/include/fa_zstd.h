// One zstd frame at a time, with a content checksum and the content's size in its header.
#ifndef FA_ZSTD_H
#define FA_ZSTD_H

#include <stddef.h>
#include <stdint.h>

typedef struct fa_zstd fa_zstd;

// window_log: the window is at most 2^window_log bytes, which bounds the compressor's memory.
fa_zstd *fa_zstd_new(int level, int window_log);
void fa_zstd_free(fa_zstd *zstd);
size_t fa_zstd_bound(size_t count);
// Bytes written, or -1 (`fa_zstd_error` tells why).
int64_t fa_zstd_compress(fa_zstd *zstd, void *to, size_t capacity, const void *from, size_t count);
const char *fa_zstd_error(fa_zstd *zstd);

#endif
