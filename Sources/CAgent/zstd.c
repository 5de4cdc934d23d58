#include "fa_zstd.h"

#include <stdlib.h>
#include <zstd.h>

struct fa_zstd {
  ZSTD_CCtx *context;
  size_t result;
};

fa_zstd *fa_zstd_new(int level, int window_log) {
  fa_zstd *zstd = calloc(1, sizeof *zstd);
  if (!zstd) return NULL;
  zstd->context = ZSTD_createCCtx();
  if (!zstd->context || ZSTD_isError(ZSTD_CCtx_setParameter(zstd->context, ZSTD_c_compressionLevel, level)) ||
      ZSTD_isError(ZSTD_CCtx_setParameter(zstd->context, ZSTD_c_windowLog, window_log)) ||
      ZSTD_isError(ZSTD_CCtx_setParameter(zstd->context, ZSTD_c_checksumFlag, 1))) {
    fa_zstd_free(zstd);
    return NULL;
  }
  return zstd;
}

void fa_zstd_free(fa_zstd *zstd) {
  if (!zstd) return;
  ZSTD_freeCCtx(zstd->context);
  free(zstd);
}

size_t fa_zstd_bound(size_t count) { return ZSTD_compressBound(count); }

int64_t fa_zstd_compress(fa_zstd *zstd, void *to, size_t capacity, const void *from, size_t count) {
  zstd->result = ZSTD_compress2(zstd->context, to, capacity, from, count);
  return ZSTD_isError(zstd->result) ? -1 : (int64_t)zstd->result;
}

const char *fa_zstd_error(fa_zstd *zstd) { return ZSTD_getErrorName(zstd->result); }
