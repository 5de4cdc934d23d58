#include "fa_sha256.h"

#include <openssl/evp.h>

// EVP_MD_CTX under a name that Swift may see.
fa_sha256 *fa_sha256_new(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
    EVP_MD_CTX_free(context);
    return NULL;
  }
  return (fa_sha256 *)context;
}

int fa_sha256_update(fa_sha256 *hash, const void *bytes, size_t count) {
  return EVP_DigestUpdate((EVP_MD_CTX *)hash, bytes, count) == 1 ? 0 : -1;
}

int fa_sha256_final(fa_sha256 *hash, uint8_t out[32]) {
  return EVP_DigestFinal_ex((EVP_MD_CTX *)hash, out, NULL) == 1 ? 0 : -1;
}

void fa_sha256_free(fa_sha256 *hash) { EVP_MD_CTX_free((EVP_MD_CTX *)hash); }
