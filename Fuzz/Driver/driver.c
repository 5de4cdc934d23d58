#include "driver.h"

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's own entry and the target's, both found when the fuzzer is linked. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*body)(const uint8_t *, size_t));
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run(int argc, char **argv) {
    return LLVMFuzzerRunDriver(&argc, &argv, LLVMFuzzerTestOneInput);
}

/* SwiftPM renames `main` of an executable target to TARGET_main, and libFuzzer brings only a `main`. */
int FuzzFrame_main(int argc, char **argv) { return run(argc, argv); }
int FuzzPage_main(int argc, char **argv) { return run(argc, argv); }
int FuzzFormatFile_main(int argc, char **argv) { return run(argc, argv); }
int FuzzKernelText_main(int argc, char **argv) { return run(argc, argv); }
int FuzzPrintFormat_main(int argc, char **argv) { return run(argc, argv); }
int FuzzRecords_main(int argc, char **argv) { return run(argc, argv); }
int FuzzBTF_main(int argc, char **argv) { return run(argc, argv); }
int FuzzTraceDat_main(int argc, char **argv) { return run(argc, argv); }
