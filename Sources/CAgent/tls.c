#include "fa_tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fa_tls_context {
  SSL_CTX *ssl;
};

struct fa_tls {
  SSL *ssl;
  int error;      // SSL_get_error of the last call
  int error_errno;
};

static void take_error(char *error, size_t size) {
  unsigned long code = ERR_get_error();
  const char *reason = code ? ERR_reason_error_string(code) : NULL;
  snprintf(error, size, "%s", reason ? reason : code && ERR_SYSTEM_ERROR(code) ? strerror(ERR_GET_REASON(code)) : "unknown error");
  ERR_clear_error();
}

static int load(SSL_CTX *ssl, const char *ca, const char *certificate, const char *key) {
  if (SSL_CTX_load_verify_file(ssl, ca) != 1) return FA_IDENTITY_CA;
  if (SSL_CTX_use_certificate_chain_file(ssl, certificate) != 1) return FA_IDENTITY_CERTIFICATE;
  if (SSL_CTX_use_PrivateKey_file(ssl, key, SSL_FILETYPE_PEM) != 1) {
    // OpenSSL compares the two while it loads the key.
    int reason = ERR_GET_REASON(ERR_peek_last_error());
    return reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH ? FA_IDENTITY_MISMATCH : FA_IDENTITY_KEY;
  }
  return SSL_CTX_check_private_key(ssl) == 1 ? FA_IDENTITY_OK : FA_IDENTITY_MISMATCH;
}

fa_tls_context *fa_tls_context_new(const char *ca, const char *certificate, const char *key, int *step, char *error, size_t size) {
  // A board's openssl.cnf must not change what the agent speaks.
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
  ERR_clear_error();
  fa_tls_context *context = calloc(1, sizeof *context);
  *step = FA_IDENTITY_MEMORY;
  if (context) context->ssl = SSL_CTX_new(TLS_client_method());
  if (!context || !context->ssl || SSL_CTX_set_min_proto_version(context->ssl, TLS1_3_VERSION) != 1) {
    take_error(error, size);
    fa_tls_context_free(context);
    return NULL;
  }
  SSL_CTX_set_verify(context->ssl, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_session_cache_mode(context->ssl, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context->ssl, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
  // Partial writes and moving buffers let the agent keep its own queue; released buffers save 34 KB
  // on a connection that is idle.
  SSL_CTX_set_mode(
      context->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  *step = load(context->ssl, ca, certificate, key);
  if (*step == FA_IDENTITY_OK) return context;
  take_error(error, size);
  fa_tls_context_free(context);
  return NULL;
}

void fa_tls_context_free(fa_tls_context *context) {
  if (!context) return;
  SSL_CTX_free(context->ssl);
  free(context);
}

int fa_tls_context_validity(fa_tls_context *context, char *until, size_t size) {
  X509 *certificate = SSL_CTX_get0_certificate(context->ssl);
  if (!certificate || size == 0) return FA_UNKNOWN_VALIDITY;
  BIO *memory = BIO_new(BIO_s_mem());
  if (memory && ASN1_TIME_print(memory, X509_get0_notAfter(certificate)) == 1) {
    int count = BIO_read(memory, until, (int)size - 1);
    until[count > 0 ? count : 0] = 0;
  }
  BIO_free(memory);
  // 0 is OpenSSL's "cannot compare"; a past time is negative, a future one positive.
  int begins = X509_cmp_current_time(X509_get0_notBefore(certificate));
  int ends = X509_cmp_current_time(X509_get0_notAfter(certificate));
  if (begins == 0 || ends == 0) return FA_UNKNOWN_VALIDITY;
  return begins > 0 ? FA_NOT_YET_VALID : ends < 0 ? FA_EXPIRED : FA_VALID;
}

static int set_up(SSL *ssl, int fd, const char *host, int host_is_address, const char *alpn) {
  unsigned char protocols[64];
  size_t length = strlen(alpn);
  if (length + 1 > sizeof protocols) return 0;
  protocols[0] = (unsigned char)length;
  memcpy(protocols + 1, alpn, length);
  // SSL_set_alpn_protos, alone in OpenSSL, returns 0 for success.
  if (SSL_set_alpn_protos(ssl, protocols, (unsigned)length + 1) != 0) return 0;
  if (host_is_address) {
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) != 1) return 0;
  } else if (SSL_set1_host(ssl, host) != 1 || SSL_set_tlsext_host_name(ssl, host) != 1) {
    return 0;
  }
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  SSL_set_connect_state(ssl);
  return SSL_set_fd(ssl, fd) == 1;
}

fa_tls *fa_tls_new(fa_tls_context *context, int fd, const char *host, int host_is_address, const char *alpn) {
  ERR_clear_error();
  fa_tls *tls = calloc(1, sizeof *tls);
  if (tls) tls->ssl = SSL_new(context->ssl);
  if (tls && tls->ssl && set_up(tls->ssl, fd, host, host_is_address, alpn)) return tls;
  if (tls) SSL_free(tls->ssl);
  free(tls);
  return NULL;
}

static int outcome(fa_tls *tls, int result) {
  tls->error_errno = errno;
  tls->error = SSL_get_error(tls->ssl, result);
  switch (tls->error) {
    case SSL_ERROR_WANT_READ: return FA_TLS_WANT_READ;
    case SSL_ERROR_WANT_WRITE: return FA_TLS_WANT_WRITE;
    case SSL_ERROR_ZERO_RETURN: return FA_TLS_CLOSED;
    default: break;
  }
  // A peer that closes the socket without close_notify has closed all the same.
  if (tls->error == SSL_ERROR_SSL && ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) return FA_TLS_CLOSED;
  return FA_TLS_FAILED;
}

int fa_tls_handshake(fa_tls *tls) {
  ERR_clear_error();
  errno = 0;
  int result = SSL_do_handshake(tls->ssl);
  return result == 1 ? FA_TLS_DONE : outcome(tls, result);
}

int fa_tls_alpn_chosen(fa_tls *tls, const char *alpn) {
  const unsigned char *chosen = NULL;
  unsigned length = 0;
  SSL_get0_alpn_selected(tls->ssl, &chosen, &length);
  return length == strlen(alpn) && memcmp(chosen, alpn, length) == 0;
}

int64_t fa_tls_read(fa_tls *tls, void *bytes, size_t count) {
  ERR_clear_error();
  errno = 0;
  int result = SSL_read(tls->ssl, bytes, count > 1 << 20 ? 1 << 20 : (int)count);
  return result > 0 ? result : outcome(tls, result);
}

int64_t fa_tls_write(fa_tls *tls, const void *bytes, size_t count) {
  ERR_clear_error();
  errno = 0;
  int result = SSL_write(tls->ssl, bytes, count > 1 << 20 ? 1 << 20 : (int)count);
  return result > 0 ? result : outcome(tls, result);
}

int fa_tls_verify(fa_tls *tls) {
  switch (SSL_get_verify_result(tls->ssl)) {
    case X509_V_OK: return FA_VERIFY_OK;
    case X509_V_ERR_CERT_HAS_EXPIRED: return FA_VERIFY_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID: return FA_VERIFY_NOT_YET_VALID;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return FA_VERIFY_NAME;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: return FA_VERIFY_CA;
    default: return FA_VERIFY_OTHER;
  }
}

void fa_tls_error(fa_tls *tls, char *error, size_t size) {
  long verified = SSL_get_verify_result(tls->ssl);
  if (verified != X509_V_OK) snprintf(error, size, "%s", X509_verify_cert_error_string(verified));
  else if (tls->error == SSL_ERROR_SYSCALL) snprintf(error, size, "%s", tls->error_errno ? strerror(tls->error_errno) : "closed");
  else take_error(error, size);
}

void fa_tls_free(fa_tls *tls) {
  if (!tls) return;
  if (SSL_is_init_finished(tls->ssl) && tls->error != SSL_ERROR_SSL && tls->error != SSL_ERROR_SYSCALL) SSL_shutdown(tls->ssl);
  ERR_clear_error();
  SSL_free(tls->ssl);
  free(tls);
}
