// A repair of Embedded Swift 6.3's runtime, compiled into the board's agent only.
//
// The compiler takes what these functions return for the object they were given (it declares them so),
// but the runtime's own versions return it with the tag bits masked off. Where the optimizer makes
// use of the result, a small string loses its discriminator, is taken for a pointer, and the agent dies.
// The runtime's versions are weak symbols, so these take their place.
// Source: swiftlang/swift pull request 91151; stdlib/public/core/EmbeddedRuntime.swift.
#ifdef AGENT_EMBEDDED

#include <stdint.h>

void *swift_retain(void *object);
void *swift_retain_n(void *object, uint32_t count);
void *swift_bridgeObjectRetain(void *object);
void *swift_bridgeObjectRetain_n(void *object, uint32_t count);

// The sign bit marks what is not counted: small strings and literals. The other bits below the mask
// are tags.
static void *counted(void *object) {
  intptr_t bits = (intptr_t)object;
  return bits < 0 ? 0 : (void *)(bits & (intptr_t)0x8ffffffffffffff8);
}

void *swift_bridgeObjectRetain(void *object) {
  void *plain = counted(object);
  if (plain) swift_retain(plain);
  return object;
}

void *swift_bridgeObjectRetain_n(void *object, uint32_t count) {
  void *plain = counted(object);
  if (plain) swift_retain_n(plain, count);
  return object;
}

#else
typedef int fa_not_embedded;  // a source file must hold something
#endif
