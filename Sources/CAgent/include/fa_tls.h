// A TLS 1.3 client over OpenSSL.
#ifndef FA_TLS_H
#define FA_TLS_H

#include <stddef.h>
#include <stdint.h>

typedef struct fa_tls_context fa_tls_context;
typedef struct fa_tls fa_tls;

// What a TLS call ended with when it moved no byte.
enum fa_tls_result {
  FA_TLS_DONE = 0,
  FA_TLS_WANT_READ = -1,
  FA_TLS_WANT_WRITE = -2,
  FA_TLS_CLOSED = -3,
  FA_TLS_FAILED = -4,
};

// Why the peer's certificate was refused.
enum fa_verify {
  FA_VERIFY_OK,
  FA_VERIFY_EXPIRED,
  FA_VERIFY_NOT_YET_VALID,
  FA_VERIFY_NAME,
  FA_VERIFY_CA,
  FA_VERIFY_OTHER,
};

enum fa_identity_step {
  FA_IDENTITY_OK,
  FA_IDENTITY_MEMORY,
  FA_IDENTITY_CA,
  FA_IDENTITY_CERTIFICATE,
  FA_IDENTITY_KEY,
  FA_IDENTITY_MISMATCH,
};

enum fa_validity { FA_VALID, FA_EXPIRED, FA_NOT_YET_VALID, FA_UNKNOWN_VALIDITY };

// NULL on failure: `step` then tells which of the three files it was, `error` holds OpenSSL's words.
fa_tls_context *fa_tls_context_new(const char *ca, const char *certificate, const char *key, int *step, char *error, size_t size);
void fa_tls_context_free(fa_tls_context *context);
// Whether the context's own certificate is valid now; `until` gets the end of its validity as text.
int fa_tls_context_validity(fa_tls_context *context, char *until, size_t size);

// `host` is checked against the peer's certificate, as an address or as a name.
// `alpn`: the protocol's name; the handshake fails when the peer does not choose it.
fa_tls *fa_tls_new(fa_tls_context *context, int fd, const char *host, int host_is_address, const char *alpn);
int fa_tls_handshake(fa_tls *tls);
// 1 when the peer chose the protocol that was offered.
int fa_tls_alpn_chosen(fa_tls *tls, const char *alpn);
// Bytes moved (more than 0), or an fa_tls_result.
int64_t fa_tls_read(fa_tls *tls, void *bytes, size_t count);
int64_t fa_tls_write(fa_tls *tls, const void *bytes, size_t count);
int fa_tls_verify(fa_tls *tls);
// The words for the last FA_TLS_FAILED.
void fa_tls_error(fa_tls *tls, char *error, size_t size);
// Sends close_notify when it can, and frees. The socket stays open.
void fa_tls_free(fa_tls *tls);

#endif
