#ifndef FLEETRACE_FUZZ_DRIVER_H
#define FLEETRACE_FUZZ_DRIVER_H

/* What SwiftPM calls the `main` of each fuzzer. */
int FuzzFrame_main(int argc, char **argv);
int FuzzPage_main(int argc, char **argv);
int FuzzFormatFile_main(int argc, char **argv);
int FuzzKernelText_main(int argc, char **argv);
int FuzzPrintFormat_main(int argc, char **argv);
int FuzzRecords_main(int argc, char **argv);
int FuzzBTF_main(int argc, char **argv);
int FuzzTraceDat_main(int argc, char **argv);

#endif
