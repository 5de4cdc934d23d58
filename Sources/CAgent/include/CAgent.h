// The only C of Fleetrace: what Embedded Swift cannot reach by itself. One header and one source
// file per concern. No logic lives here: each function is one library call or the few that belong
// together, with errors turned into values.
//
// The headers include nothing but the freestanding ones, because Swift compiles them for a bare
// target (aarch64-none-none-elf) that has no C library headers.
#ifndef FA_CAGENT_H
#define FA_CAGENT_H

#include "fa_resolver.h"
#include "fa_sha256.h"
#include "fa_system.h"
#include "fa_tls.h"
#include "fa_zstd.h"

#endif
